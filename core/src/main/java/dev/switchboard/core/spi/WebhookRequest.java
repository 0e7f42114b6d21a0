package dev.switchboard.core.spi;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A service's call to us, as it arrived.
///
/// @param method `POST` or `GET`
/// @param url the full public URL as the service called it, with its query
/// @param query the decoded query parameters
/// @param headers by lower-case name
/// @param body the raw bytes: signatures are over these
/// @param receivedAt our clock, for providers that refuse stale calls
/// @param verified whether it was verified when it came, and is now read again out of what was kept: then there is nothing
///        more to be proven, as secrets change; never true of a call from outside
public record WebhookRequest(String method, String url, Map<String, List<String>> query,
    Map<String, List<String>> headers, byte[] body, Instant receivedAt, boolean verified) {

  /// A call from outside.
  public WebhookRequest(String method, String url, Map<String, List<String>> query, Map<String, List<String>> headers,
      byte[] body, Instant receivedAt) {
    this(method, url, query, headers, body, receivedAt, false);
  }

  /// The same as a call that was verified when it came.
  public WebhookRequest alreadyVerified() {
    return new WebhookRequest(method, url, query, headers, body, receivedAt, true);
  }

  /// The first value of a header, whatever the case of its name.
  public Optional<String> header(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream().findFirst();
  }
}
