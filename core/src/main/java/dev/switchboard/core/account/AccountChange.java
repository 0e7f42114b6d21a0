package dev.switchboard.core.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Secret;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What is to be another way in an account; everything else stays as it is.
///
/// @param settings an object to be merged into the settings, as RFC 7396 has it: null takes a member away; null for none
/// @param secrets which have a new value, or are new
/// @param withoutSecrets which are to go
/// @param enabled null to leave it
/// @param rate null to leave it
/// @param windowPolicy null to leave it
/// @param longText null to leave it
/// @param assignment null to leave it
public record AccountChange(@Nullable JsonNode settings, Map<String, Secret> secrets, Set<String> withoutSecrets,
    @Nullable Boolean enabled, @Nullable Rate rate, @Nullable WindowPolicy windowPolicy,
    @Nullable LongText longText, @Nullable Assignment assignment) {

  public AccountChange {
    secrets = Map.copyOf(secrets);
    withoutSecrets = Set.copyOf(withoutSecrets);
  }

  /// One that leaves what is done with late and long messages, and who gives chats to agents.
  public AccountChange(@Nullable JsonNode settings, Map<String, Secret> secrets, Set<String> withoutSecrets,
      @Nullable Boolean enabled, @Nullable Rate rate) {
    this(settings, secrets, withoutSecrets, enabled, rate, null, null, null);
  }

  /// How fast it may send.
  ///
  /// @param perSecond null where only the service's own limits count
  public record Rate(@Nullable Double perSecond) {}

  /// Nothing but whether it is switched on.
  public static AccountChange enabled(boolean enabled) {
    return new AccountChange(null, Map.of(), Set.of(), enabled, null);
  }

  /// Nothing but what is done with free content outside a customer's window.
  public static AccountChange of(WindowPolicy policy) {
    return new AccountChange(null, Map.of(), Set.of(), null, null, policy, null, null);
  }

  /// Nothing but what is done with texts that are too long.
  public static AccountChange of(LongText longText) {
    return new AccountChange(null, Map.of(), Set.of(), null, null, null, longText, null);
  }

  /// Nothing but who gives its chats to agents.
  public static AccountChange of(Assignment assignment) {
    return new AccountChange(null, Map.of(), Set.of(), null, null, null, null, assignment);
  }
}
