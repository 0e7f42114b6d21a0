package dev.switchboard.providers.http;

import dev.switchboard.core.spi.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What came of a [Call].
public sealed interface Exchange {

  /// The service answered, whatever it said.
  ///
  /// @param headers by lower-case name; of repeated ones the first
  @SuppressWarnings("ArrayRecordComponent")
  record Answered(int status, Map<String, String> headers, byte[] body) implements Exchange {

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /// How long the service asked us to wait: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
    public Optional<Duration> retryAfter(Instant now) {
      return header("retry-after").flatMap(value -> parse(value.strip(), now));
    }

    private static Optional<Duration> parse(String value, Instant now) {
      try {
        if (value.matches("\\d{1,9}")) {
          return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
        }
        var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
        return Optional.of(date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO);
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    /// The status alone: bodies hold contents.
    @Override
    public String toString() {
      return "Answered[" + status + "]";
    }
  }

  /// The body has surely not been put on the wire.
  record NotSent(Failure failure) implements Exchange {}

  /// The request was written, at least in part, and no whole answer came: it may have arrived.
  record Unanswered(Failure failure) implements Exchange {}
}
