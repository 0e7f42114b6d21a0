package dev.switchboard.providers.twilio;

import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The address that Twilio calls about one message: the account's, with our id of the message in its query. It comes back
/// as part of what Twilio signs, and finds the message even where nobody saw Twilio's answer to the request.
final class Callback {

  private static final String PARAMETER = "messageId";

  static URI url(URI webhookUrl, UUID messageId) {
    var text = webhookUrl.toString();
    var hash = text.indexOf('#');
    var address = hash < 0 ? text : text.substring(0, hash);
    var fragment = hash < 0 ? "" : text.substring(hash);
    return URI.create(address + (address.contains("?") ? "&" : "?") + PARAMETER + "=" + messageId + fragment);
  }

  /// Null where the address that was called has none.
  static @Nullable UUID messageId(String url) {
    var question = url.indexOf('?');
    var value = question < 0 ? null : Form.of(url.substring(question + 1)).text(PARAMETER);
    try {
      return value == null ? null : UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Callback() {}
}
