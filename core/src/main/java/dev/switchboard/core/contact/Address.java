package dev.switchboard.core.contact;

import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// An address in its normal form, and the key by which its spellings are one.
///
/// @param value what is sent to, such as `+5511999990001`
/// @param matchKey equal for all spellings of the address: Brazilian mobiles with and without the ninth digit are one, so are
///        Argentine ones with and without the 9 and Mexican ones with and without the 1, because services report either for
///        the same person
public record Address(IdentityKind kind, String value, String matchKey) {

  private static final Pattern EMAIL = Pattern
      .compile("[^\\s\\p{Cntrl}\\p{Cs}@<>\"(),:;\\[\\]]{1,64}@[^\\s\\p{Cntrl}\\p{Cs}@<>\"(),:;\\[\\]]{1,255}");
  // A country, then an id; `ENT` where several portfolios of a business share it.
  private static final Pattern BSUID = Pattern.compile("[A-Z]{2}\\.(?:ENT\\.)?[A-Za-z0-9]{1,128}");
  // At most 52 bits, as Telegram promises; chats of groups are below zero.
  private static final Pattern TELEGRAM = Pattern.compile("[1-9][0-9]{0,15}");
  // In bytes: the address is a key of an index, which takes no more than 2,700.
  private static final int LONGEST_TOKEN = 2048;

  /// What a person or a program wrote. Empty where the text is no address of that kind; a phone number that no country could
  /// have is none.
  public static Optional<Address> parse(IdentityKind kind, String text) {
    return switch (kind) {
      case PHONE -> PhoneNumbers.read(text).map(Address::phone);
      case EMAIL -> email(text.strip());
      case BSUID, DEVICE -> token(kind, text.strip());
      case TELEGRAM -> TELEGRAM.matcher(text.strip()).matches() ? token(kind, text.strip()) : Optional.empty();
    };
  }

  /// The same for what a message over this channel is to be sent to: any of the kinds that the channel takes.
  public static Optional<Address> parse(Channel channel, String text) {
    var usual = parse(channel.addressedBy(), text);
    return usual.isEmpty() && channel.kinds().contains(IdentityKind.BSUID) && BSUID.matcher(text.strip()).matches()
        ? parse(IdentityKind.BSUID, text)
        : usual;
  }

  /// What a service said. It knows whom it serves, so a phone number is kept as it gave it, whatever the tables say of it.
  public static Optional<Address> given(Identity identity) {
    return identity.kind() == IdentityKind.PHONE
        ? PhoneNumbers.given(identity.value()).map(Address::phone)
        : parse(identity.kind(), identity.value());
  }

  /// The same for several, without what is no address, and each once, in the first spelling.
  public static List<Address> given(List<Identity> identities) {
    var addresses = new ArrayList<Address>();
    for (var identity : identities) {
      given(identity)
          .filter(address -> addresses.stream().noneMatch(address::isSame))
          .ifPresent(addresses::add);
    }
    return List.copyOf(addresses);
  }

  /// Whether the other one is this one in some spelling.
  public boolean isSame(Address other) {
    return kind == other.kind && matchKey.equals(other.matchKey);
  }

  private static Address phone(String number) {
    return new Address(IdentityKind.PHONE, number, PhoneNumbers.key(number));
  }

  private static Optional<Address> email(String text) {
    if (!EMAIL.matcher(text).matches()) {
      return Optional.empty();
    }
    // Only the domain is case-insensitive by the book, but no mailbox in use tells its owners apart by case.
    return Optional.of(new Address(IdentityKind.EMAIL, text, text.toLowerCase(Locale.ROOT)));
  }

  private static Optional<Address> token(IdentityKind kind, String text) {
    return text.isEmpty() || text.getBytes(StandardCharsets.UTF_8).length > LONGEST_TOKEN
        || !Jsonb.storableText(text).equals(text)
            ? Optional.empty()
            : Optional.of(new Address(kind, text, text));
  }
}
