package dev.switchboard.core.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A secret that cannot be printed by accident: everything but [#reveal] shows `***`.
public final class Secret {

  private final String value;

  public Secret(String value) {
    this.value = value;
  }

  /// The secret itself. Call it where it is used, and keep it nowhere.
  public String reveal() {
    return value;
  }

  /// Compares in a time that does not depend on where they differ.
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(value.getBytes(StandardCharsets.UTF_8),
        secret.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
