package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What would become of a message if it were handed in now. Nothing is promised: it may be otherwise a moment later.
///
/// @param refused why it would be refused; null where it would be accepted
/// @param ways the accounts it could go by, in the order of its route
public record Prospect(@Nullable Refused refused, List<Outlook> ways) {

  public Prospect {
    ways = List.copyOf(ways);
  }

  /// @param windows by the names of the accounts; of those whose service has some
  static Prospect of(@Nullable Refused refused, List<Routing.Considered> considered, @Nullable Way chosen,
      Map<String, WindowRule.Window> windows) {
    return new Prospect(refused, considered.stream()
        .map(one -> Outlook.of(one, chosen != null && one.way() == chosen, windows.get(one.leg().account())))
        .toList());
  }

  /// What is to be said of one way.
  ///
  /// @param chosen whether the message would begin with it
  /// @param channel null where there is no such account
  /// @param recipient the address that it would be sent to; null where it cannot go this way
  /// @param kind of the content as it would be sent, such as `text`; null where it cannot go this way
  /// @param parts how many messages its text would be; null where it cannot go this way
  /// @param segments of the air interface that its text takes, over all parts, which is what it costs; null for anything but an
  ///        SMS
  /// @param encoding `GSM-7` or `UCS-2`, the dearer one where the parts differ; null where there are no segments
  /// @param windowOpen whether the customer's window is open when the message is to be sent; null where the service has none
  /// @param windowExpiresAt when it closes or closed; null where the customer never wrote
  /// @param refused why it cannot go this way; null where it can
  /// @param illness why the account cannot send at the moment, such as `UNREACHABLE`; null where nothing is known against it
  /// @param illUntil when that may be over
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Outlook(String account, boolean chosen, @Nullable Channel channel, @Nullable String recipient,
      @Nullable String kind, @Nullable Integer parts, @Nullable Integer segments, @Nullable String encoding,
      @Nullable Boolean windowOpen, @Nullable Instant windowExpiresAt, @Nullable Refused refused,
      @Nullable String illness, @Nullable Instant illUntil) {

    static Outlook of(Routing.Considered considered, boolean chosen, WindowRule.@Nullable Window window) {
      var way = considered.way();
      var sms = way == null ? List.<SmsSegments>of() : segments(way);
      return new Outlook(considered.leg().account(), chosen,
          way == null ? null : way.account().provider().capabilities().channel(),
          way == null ? null : way.recipient().value(),
          way == null ? null : way.said().getFirst().content().kind().code(),
          way == null ? null : way.said().size(),
          sms.isEmpty() ? null : sms.stream().mapToInt(SmsSegments::segments).sum(),
          sms.stream().map(SmsSegments::encoding).max(Comparator.naturalOrder()).map(SmsSegments.Encoding::label)
              .orElse(null),
          window == null ? null : window.open(), window == null ? null : window.expiresAt(), considered.refused(),
          considered.illness().map(AccountHealth.Illness::reason).orElse(null),
          considered.illness().map(AccountHealth.Illness::until).orElse(null));
    }

    // It is the medium that counts so, whichever service carries it.
    private static List<SmsSegments> segments(Way way) {
      return way.account().provider().capabilities().channel() != Channel.SMS
          ? List.of()
          : way.said().stream()
              .flatMap(said -> said.content() instanceof Content.Text(var text)
                  ? Stream.of(SmsSegments.of(text))
                  : Stream.empty())
              .toList();
    }
  }
}
