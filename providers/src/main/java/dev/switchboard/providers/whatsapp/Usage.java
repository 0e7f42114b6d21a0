package dev.switchboard.providers.whatsapp;

import dev.switchboard.providers.http.Exchange.Answered;
import java.time.Duration;
import java.util.Optional;

/// How much of an account's calls are used up, as Graph tells with its answers.
///
/// https://developers.facebook.com/docs/graph-api/overview/rate-limiting
final class Usage {

  private static final Duration LONGEST = Duration.ofHours(24);

  /// How long until calls are taken again, by the longest of all that is said; empty where nothing is said.
  static Optional<Duration> untilAccess(Answered answer) {
    var minutes = answer.header("x-business-use-case-usage").map(Json::read).stream()
        .flatMap(usage -> usage.findValues("estimated_time_to_regain_access").stream())
        .mapToLong(each -> each.asLong()).max().orElse(0);
    return minutes <= 0
        ? Optional.empty()
        : Optional.of(Duration.ofMinutes(Math.min(minutes, LONGEST.toMinutes())));
  }

  private Usage() {}
}
