package dev.switchboard.core.tenant;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import dev.switchboard.core.spi.Secret;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/// Hashes of passwords: argon2id with the parameters of OWASP's Password Storage Cheat Sheet.
///
/// A hash takes some 50 ms of a processor and 19 MB of memory, on purpose. No more than half of the processors hash at
/// any time, so that a storm of logins slows logins down and nothing else.
@Singleton
final class Passwords {

  private static final int VERSION = 19;
  private static final int SALT_BYTES = 16;
  private static final Argon2Function ARGON2ID = Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID, VERSION);

  /// A hash that no password has: to be compared with where there is nobody, so that it takes the same time.
  static final String NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$"
      + Base64.getEncoder().withoutPadding().encodeToString(new byte[SALT_BYTES]) + "$"
      + Base64.getEncoder().withoutPadding().encodeToString(new byte[32]);

  private final SecureRandom random = new SecureRandom();
  private final Semaphore processors = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  String hash(Secret password) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return inTurn(() -> ARGON2ID.hash(password.reveal().getBytes(StandardCharsets.UTF_8), salt)
        .getResult());
  }

  boolean matches(Secret password, String hash) {
    return inTurn(() -> Argon2Function.getInstanceFromHash(hash).check(password.reveal(), hash));
  }

  private <T> T inTurn(Supplier<T> work) {
    processors.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      processors.release();
    }
  }
}
