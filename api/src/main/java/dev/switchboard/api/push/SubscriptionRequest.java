package dev.switchboard.api.push;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.push.Devices;
import dev.switchboard.core.spi.Notifier;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a browser's `PushSubscription.toJSON()` gives, and two members more.
///
/// @param endpoint an https address in the public internet
/// @param expirationTime milliseconds since 1970; null where the browser does not say
/// @param name what the agent calls the device
/// @param preview whether it may show what customers write; true where it is not said
@Schema(name = "PushSubscriptionRequest", example = """
    {"endpoint":"https://fcm.googleapis.com/fcm/send/dXk…","expirationTime":null,"keys":{"p256dh":"BNc…","auth":"tBH…"},
    "name":"Firefox at home","preview":true}""")
record SubscriptionRequest(String endpoint, @Nullable Double expirationTime, Keys keys, @Nullable String name,
    @Nullable Boolean preview) {

  private static final int LONGEST_NAME = 100;
  private static final double MOST_MILLIS = Instant.parse("9999-12-31T00:00:00Z").toEpochMilli();

  /// @param p256dh the browser's public key, 65 bytes in base64url
  /// @param auth the browser's secret, 16 bytes in base64url
  @Schema(name = "PushSubscriptionKeys")
  record Keys(String p256dh, String auth) {

    @Override
    public String toString() {
      return "Keys[***]";
    }
  }

  /// @throws ProblemException where one of the members that the browser did not make is at fault
  Devices.Wanted wanted() {
    return new Devices.Wanted(new Notifier.Subscription(endpoint, keys.p256dh(), keys.auth()), checkedName(),
        preview == null || preview, expiresAt());
  }

  private @Nullable String checkedName() {
    if (name == null) {
      return null;
    }
    if (name.isBlank() || name.codePointCount(0, name.length()) > LONGEST_NAME
        || !Jsonb.storableText(name).equals(name)) {
      throw bad("name", "must have 1 to " + LONGEST_NAME + " characters and none that cannot be stored");
    }
    return name.strip();
  }

  private @Nullable Instant expiresAt() {
    if (expirationTime == null) {
      return null;
    }
    if (!(expirationTime > System.currentTimeMillis()) || expirationTime > MOST_MILLIS) {
      throw bad("expirationTime", "must be in the future, in milliseconds since 1970");
    }
    return Instant.ofEpochMilli(expirationTime.longValue());
  }

  static ProblemException bad(String field, String detail) {
    return ProblemException.of(List.of(new FieldError(field, "bad-value", detail)));
  }

  @Override
  public String toString() {
    return "SubscriptionRequest[***]";
  }
}
