package dev.switchboard.api.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.account.Assignment;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.account.WindowPolicy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is to be another way in an account; everything else stays.
///
/// @param settings to be merged into those that are there: null takes a member away
/// @param secrets which are new or have a new value: null takes one away
/// @param ratePerSecond messages per second over all nodes; null for no limit of ours
/// @param enabled whether it is switched on
/// @param windowPolicy what becomes of free content outside a customer's window: `refuse`, `template` or `route`
/// @param longText what becomes of a text that is too long where its sender does not say
/// @param assignment who gives its chats to agents: `manual` or `automatic`
@Schema(name = "ChangedAccount", example = "{\"secrets\":{\"password\":\"...\"}}")
record ChangedAccount(@Nullable ObjectNode settings, @Nullable Map<String, @Nullable String> secrets,
    @Nullable JsonNode ratePerSecond, @Nullable Boolean enabled, @Nullable WindowPolicy windowPolicy,
    @Nullable LongText longText, @Nullable Assignment assignment) {

  @Override
  public String toString() {
    return "ChangedAccount[]";
  }
}
