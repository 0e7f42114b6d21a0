package dev.switchboard.core.spi;

import java.util.List;

/// The medium that reaches a person, whichever service carries it.
public enum Channel {
  WHATSAPP(IdentityKind.PHONE), SMS(IdentityKind.PHONE), EMAIL(IdentityKind.EMAIL), PUSH(IdentityKind.DEVICE), TELEGRAM(
      IdentityKind.TELEGRAM);

  private final IdentityKind addressedBy;

  Channel(IdentityKind addressedBy) {
    this.addressedBy = addressedBy;
  }

  /// The kind of address that a message over this channel is usually sent to.
  public IdentityKind addressedBy() {
    return addressedBy;
  }

  /// All kinds of address that a message over this channel may be sent to, the usual one first.
  public List<IdentityKind> kinds() {
    return switch (this) {
      case WHATSAPP -> List.of(IdentityKind.PHONE, IdentityKind.BSUID);
      case SMS, EMAIL, PUSH, TELEGRAM -> List.of(addressedBy);
    };
  }
}
