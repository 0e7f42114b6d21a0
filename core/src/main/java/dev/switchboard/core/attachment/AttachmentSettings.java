package dev.switchboard.core.attachment;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.ReadableBytes;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How files are kept.
///
/// @param largest file in bytes, in both directions
/// @param lease how long a file may show no progress before whoever fetches it, or hands it to a service, is taken for lost
/// @param fetchDelays how long to wait before each further attempt to fetch a file; null for the standard list
@ConfigurationProperties("switchboard.attachments")
public record AttachmentSettings(@ReadableBytes @Bindable(defaultValue = "100MB") long largest,
    @Bindable(defaultValue = "2m") Duration lease, @Nullable List<Duration> fetchDelays) {

  private static final List<Duration> STANDARD = List.of(Duration.ofSeconds(2), Duration.ofSeconds(10),
      Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(10), Duration.ofMinutes(30),
      Duration.ofHours(1), Duration.ofHours(3));

  /// What suits real services.
  public static AttachmentSettings standard() {
    return new AttachmentSettings(100L << 20, Duration.ofMinutes(2), null);
  }

  List<Duration> delays() {
    return fetchDelays == null ? STANDARD : fetchDelays;
  }
}
