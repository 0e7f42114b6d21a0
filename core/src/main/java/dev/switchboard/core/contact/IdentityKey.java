package dev.switchboard.core.contact;

import java.util.Comparator;
import java.util.UUID;

/// By what an address is found. Everybody inserts in this order, so that two who make the same addresses wait for one another
/// in one direction only.
///
/// @param kind an [dev.switchboard.core.spi.IdentityKind]
/// @param matchKey see [Address]
public record IdentityKey(UUID tenantId, String kind, String matchKey) implements Comparable<IdentityKey> {

  private static final Comparator<IdentityKey> ORDER = Comparator.comparing(IdentityKey::tenantId)
      .thenComparing(IdentityKey::kind)
      .thenComparing(IdentityKey::matchKey);

  public static IdentityKey of(UUID tenantId, Address address) {
    return new IdentityKey(tenantId, address.kind().name(), address.matchKey());
  }

  @Override
  public int compareTo(IdentityKey other) {
    return ORDER.compare(this, other);
  }
}
