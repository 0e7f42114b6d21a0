package dev.switchboard.core.push;

import dev.switchboard.core.account.SecretCipher;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Notifier;
import dev.switchboard.core.spi.NotifierFactory;
import dev.switchboard.core.spi.Secret;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who this installation is to push services: a pair of keys, from the configuration or else made once and kept sealed in the
/// database, and the [Notifier] that signs with it.
///
/// All nodes have the same pair: of those that make one at the same time the first wins. Thread-safe. Reads the database when
/// it is first asked, and remembers.
@Singleton
@Requires(beans = NotifierFactory.class)
public final class PushIdentity {

  private static final String NAME = "push.privateKey";
  /// The installation belongs to no tenant.
  private static final UUID NOBODY = new UUID(0, 0);
  private static final String OURSELVES = "https://switchboard.dev";

  private final Database database;
  private final SecretCipher cipher;
  private final NotifierFactory factory;
  private final PushSettings settings;
  private final String subject;
  private volatile @Nullable Known known;

  private record Known(String publicKey, Notifier notifier) {}

  /// @param publicUrl where the world reaches this installation, which is whom to ask where no subject is set
  public PushIdentity(Database database, SecretCipher cipher, NotifierFactory factory, PushSettings settings,
      @Property(name = "switchboard.public-url") @Nullable String publicUrl) {
    this.database = database;
    this.cipher = cipher;
    this.factory = factory;
    this.settings = settings;
    this.subject = Optional.ofNullable(settings.subject())
        .or(() -> Optional.ofNullable(publicUrl).filter(url -> url.startsWith("https://")))
        .orElse(OURSELVES);
  }

  /// What browsers subscribe with: an uncompressed point of P-256 in base64url.
  public String publicKey() {
    return known().publicKey;
  }

  public Notifier notifier() {
    return known().notifier;
  }

  /// @throws IllegalStateException where the configuration cannot work, or the kept key does not open
  private Known known() {
    var ready = known;
    if (ready == null) {
      ready = find();
      known = ready;
    }
    return ready;
  }

  private Known find() {
    var keys = configured().orElseGet(() -> database.autocommit(this::kept));
    try {
      return new Known(keys.publicKey(), factory.create(new NotifierFactory.Setup(keys, subject,
          Set.copyOf(settings.allowedHosts()), settings.timeout())));
    } catch (InvalidConfigurationException e) {
      throw new IllegalStateException("switchboard.push: " + e.getMessage(), e);
    }
  }

  private Optional<NotifierFactory.Keys> configured() {
    var publicKey = settings.publicKey();
    var privateKey = settings.privateKey();
    if (publicKey == null && privateKey == null) {
      return Optional.empty();
    }
    if (publicKey == null || privateKey == null) {
      throw new IllegalStateException(
          "switchboard.push.public-key and private-key belong together, and one is missing");
    }
    return Optional.of(new NotifierFactory.Keys(publicKey, new Secret(privateKey)));
  }

  private NotifierFactory.Keys kept(Connection connection) throws SQLException {
    var keys = select(connection);
    if (keys == null) {
      insert(connection, factory.newKeys());
      // Ours, or those of a node that was quicker.
      keys = Objects.requireNonNull(select(connection), "the keys were taken away at this moment");
    }
    return keys;
  }

  private NotifierFactory.@Nullable Keys select(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select public_key, private_key
        from push_keys
        """); var row = statement.executeQuery()) {
      return row.next()
          ? new NotifierFactory.Keys(row.getString("public_key"),
              cipher.open(NOBODY, NOBODY, NAME, row.getString("private_key")))
          : null;
    }
  }

  private void insert(Connection connection, NotifierFactory.Keys keys) throws SQLException {
    try (var statement = connection.prepareStatement("""
        insert into push_keys (public_key, private_key)
        values (?, ?)
        on conflict do nothing
        """)) {
      statement.setString(1, keys.publicKey());
      statement.setString(2, cipher.seal(NOBODY, NOBODY, NAME, keys.privateKey()));
      statement.executeUpdate();
    }
  }
}
