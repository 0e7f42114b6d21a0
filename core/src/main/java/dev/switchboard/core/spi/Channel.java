package dev.switchboard.core.spi;

/// The medium that reaches a person, whichever service carries it.
public enum Channel {
  WHATSAPP(IdentityKind.PHONE), SMS(IdentityKind.PHONE), EMAIL(IdentityKind.EMAIL), PUSH(IdentityKind.DEVICE);

  private final IdentityKind addressedBy;

  Channel(IdentityKind addressedBy) {
    this.addressedBy = addressedBy;
  }

  /// The kind of address that a message over this channel is sent to.
  public IdentityKind addressedBy() {
    return addressedBy;
  }
}
