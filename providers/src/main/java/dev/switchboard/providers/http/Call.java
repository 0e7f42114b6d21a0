package dev.switchboard.providers.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A request to a service.
///
/// @param body null where the request has none
/// @param contentType of the body
/// @param timeout the longest that the whole call takes, from waiting for a connection to the last byte of the answer
/// @param deadlineNanos the [System#nanoTime()] after which the body is not put on the wire any more; null where there
///        is none
@SuppressWarnings("ArrayRecordComponent") // never compared, and copying every body would cost
public record Call(String method, URI url, Map<String, String> headers, byte @Nullable [] body, String contentType,
    Duration timeout, @Nullable Long deadlineNanos) {

  public static Call get(URI url, Map<String, String> headers, Duration timeout) {
    return new Call("GET", url, headers, null, "", timeout, null);
  }

  public static Call postJson(URI url, Map<String, String> headers, byte[] body, Duration timeout) {
    return post(url, headers, "application/json", body, timeout);
  }

  /// A form, `application/x-www-form-urlencoded` in UTF-8. A name may come more than once.
  public static Call postForm(URI url, Map<String, String> headers, List<Map.Entry<String, String>> fields,
      Duration timeout) {
    var body = fields.stream()
        .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
            + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
    return post(url, headers, "application/x-www-form-urlencoded", body.getBytes(StandardCharsets.US_ASCII), timeout);
  }

  public static Call post(URI url, Map<String, String> headers, String contentType, byte[] body, Duration timeout) {
    return new Call("POST", url, headers, body, contentType, timeout, null);
  }

  public Call before(long deadline) {
    return new Call(method, url, headers, body, contentType, timeout, deadline);
  }

  boolean pastDeadline() {
    return deadlineNanos != null && System.nanoTime() - deadlineNanos > 0;
  }

  /// Names the call without its headers and body, which hold secrets and contents.
  @Override
  public String toString() {
    return method + " " + url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
  }
}
