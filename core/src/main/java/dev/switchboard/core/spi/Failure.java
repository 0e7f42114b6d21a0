package dev.switchboard.core.spi;

import org.jspecify.annotations.Nullable;

/// Why something did not work: our reason, and the service's own words for it.
///
/// @param reason our reason
/// @param code the service's code, such as `131047` or `550 5.1.1`; null where it gave none
/// @param text the service's text, for people; never the content of a message and never a secret
public record Failure(FailureReason reason, @Nullable String code, @Nullable String text) {

  public static Failure of(FailureReason reason, @Nullable String text) {
    return new Failure(reason, null, text);
  }
}
