package dev.switchboard.providers.email;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// An account's configuration, one setting at a time. Everything throws [InvalidConfigurationException] naming it.
record Fields(AccountConfiguration account) {

  /// Null where it is not set.
  @Nullable
  String text(String setting) {
    var value = account.settings().path(setting);
    if (isAbsent(value)) {
      return null;
    }
    if (!value.isTextual()) {
      throw new InvalidConfigurationException(setting, "must be a text");
    }
    return value.textValue();
  }

  private static boolean isAbsent(JsonNode value) {
    return value.isMissingNode() || value.isNull();
  }

  /// From 1 to `most`.
  long number(String setting, long otherwise, long most) {
    var value = account.settings().path(setting);
    if (isAbsent(value)) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > most) {
      throw new InvalidConfigurationException(setting, "must be a number between 1 and " + most);
    }
    return value.longValue();
  }

  boolean flag(String setting) {
    var value = account.settings().path(setting);
    if (!isAbsent(value) && !value.isBoolean()) {
      throw new InvalidConfigurationException(setting, "must be true or false");
    }
    return value.asBoolean(false);
  }

  @Nullable
  Secret secret(String name) {
    return account.secrets().get(name);
  }

  /// Null where it is not set.
  @Nullable
  String host(String setting) {
    var host = text(setting);
    if (host != null && !host.matches("[A-Za-z0-9.:_-]+")) {
      throw new InvalidConfigurationException(setting, "must be the name of a server, such as mail.example.com");
    }
    return host;
  }

  Security security(String setting, Security otherwise) {
    var word = text(setting);
    if (word == null) {
      return otherwise;
    }
    return Arrays.stream(Security.values()).filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> new InvalidConfigurationException(setting, "must be none, starttls or tls"));
  }

  /// Null where no name is set.
  @Nullable
  Login login(String name, String password) {
    var username = text(name);
    if (username == null) {
      return null;
    }
    var secret = secret(password);
    if (username.isBlank()) {
      throw new InvalidConfigurationException(name, "must not be blank: leave it out where there is no login");
    }
    if (secret == null) {
      throw new InvalidConfigurationException(password, "is missing: a " + name + " is set");
    }
    return new Login(username, secret);
  }

  /// Null where it is not set.
  @Nullable
  InternetAddress address(String setting) {
    var value = text(setting);
    if (value == null) {
      return null;
    }
    try {
      var addresses = InternetAddress.parse(value, true);
      if (addresses.length == 1 && Letters.isAddress(addresses[0].getAddress()) && !value.matches("(?s).*[\r\n].*")) {
        return addresses[0];
      }
    } catch (AddressException e) {
      // Said below, in one sentence for all kinds of nonsense.
    }
    throw new InvalidConfigurationException(setting, "must be one address, such as Support <support@example.com>");
  }

  /// Trusts the certificates of a setting and no others; null where it is not set.
  @Nullable
  SSLSocketFactory trust(String setting) {
    var pem = text(setting);
    if (pem == null) {
      return null;
    }
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      var certificates = CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      for (var certificate : certificates) {
        store.setCertificateEntry("trusted-" + store.size(), certificate);
      }
      if (certificates.isEmpty()) {
        throw new InvalidConfigurationException(setting, "has no certificate in it");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | IOException e) {
      throw new InvalidConfigurationException(setting, "must be a certificate in PEM");
    }
  }
}
