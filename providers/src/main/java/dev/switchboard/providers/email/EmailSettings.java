package dev.switchboard.providers.email;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked.
///
/// `host` and `from` are needed. `security` is `starttls` unless said otherwise, `port` the usual one for it. With a
/// `username` goes the secret `password`. `trustedCertificate` is a certificate in PEM, for servers that no public
/// authority vouches for; it takes the place of the machine's trust. `timeout` is in milliseconds.
record EmailSettings(SmtpServer server, Sender sender) {

  private static final long DEFAULT_TIMEOUT_MILLIS = 30_000;
  private static final long LONGEST_TIMEOUT_MILLIS = 120_000;

  /// @throws InvalidConfigurationException naming the setting at fault
  static EmailSettings of(AccountConfiguration account) {
    var settings = account.settings();
    var security = security(text(settings, "security"));
    var server = new SmtpServer(host(settings), (int) number(settings, "port", security.defaultPort(), 65_535),
        security,
        login(settings, account.secrets()), trust(text(settings, "trustedCertificate")),
        Duration.ofMillis(number(settings, "timeout", DEFAULT_TIMEOUT_MILLIS, LONGEST_TIMEOUT_MILLIS)));
    return new EmailSettings(server, sender(settings));
  }

  private static String host(JsonNode settings) {
    var host = text(settings, "host");
    if (host == null || !host.matches("[A-Za-z0-9.:_-]+")) {
      throw new InvalidConfigurationException("host", "must be the name of the mail server, such as smtp.example.com");
    }
    return host;
  }

  private static Security security(@Nullable String word) {
    if (word == null) {
      return Security.STARTTLS;
    }
    return Arrays.stream(Security.values()).filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(() -> new InvalidConfigurationException("security", "must be none, starttls or tls"));
  }

  private static @Nullable Login login(JsonNode settings, Map<String, Secret> secrets) {
    var username = text(settings, "username");
    if (username == null) {
      return null;
    }
    var password = secrets.get("password");
    if (username.isBlank()) {
      throw new InvalidConfigurationException("username", "must not be blank: leave it out where there is no login");
    }
    if (password == null) {
      throw new InvalidConfigurationException("password", "is missing: a username is set");
    }
    return new Login(username, password);
  }

  private static Sender sender(JsonNode settings) {
    var from = address(settings, "from");
    if (from == null) {
      throw new InvalidConfigurationException("from", "is missing: whom are the letters from?");
    }
    var subject = text(settings, "defaultSubject");
    var name = from.getPersonal() == null ? from.getAddress() : from.getPersonal();
    if (subject != null && !Letters.isSubject(subject)) {
      throw new InvalidConfigurationException("defaultSubject", "must be one line");
    }
    return new Sender(from, address(settings, "replyTo"), subject == null ? "Message from " + name : subject);
  }

  private static @Nullable InternetAddress address(JsonNode settings, String setting) {
    var value = text(settings, setting);
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

  private static @Nullable SSLSocketFactory trust(@Nullable String pem) {
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
        throw new InvalidConfigurationException("trustedCertificate", "has no certificate in it");
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new InvalidConfigurationException("trustedCertificate", "must be a certificate in PEM");
    }
  }

  private static @Nullable String text(JsonNode settings, String setting) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new InvalidConfigurationException(setting, "must be a text");
    }
    return value.textValue();
  }

  private static long number(JsonNode settings, String setting, long otherwise, long most) {
    var value = settings.path(setting);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > most) {
      throw new InvalidConfigurationException(setting, "must be a number between 1 and " + most);
    }
    return value.longValue();
  }
}
