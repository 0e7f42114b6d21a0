package dev.switchboard.core.spi;

/// The kinds of address by which services know a person.
public enum IdentityKind {
  /// A phone number in E.164, such as `+5511999990001`.
  PHONE,
  /// WhatsApp's business-scoped user id, such as `BR.13491208655302741918`.
  BSUID,
  /// An e-mail address.
  EMAIL,
  /// A device's push token.
  DEVICE,
  /// A person's id at Telegram, such as `123456789`; also the id of the chat that they have with a bot.
  TELEGRAM
}
