package dev.switchboard.api.account;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.account.Assignment;
import dev.switchboard.core.account.LongText;
import dev.switchboard.core.account.WindowPolicy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An account that somebody wants to have.
///
/// @param name in the tenant: a-z, 0-9, '.', '_' and '-'
/// @param provider the service, such as `whatsapp`
/// @param settings as the provider wants them
/// @param secrets by name; they never come out again
/// @param ratePerSecond messages per second over all nodes; no limit of ours where it is not said
/// @param enabled true where it is not said
/// @param windowPolicy what becomes of free content outside a customer's window: `refuse`, `template` or `route`
/// @param longText what becomes of a text that is too long where its sender does not say
/// @param assignment who gives its chats to agents: `manual`, where it is not said, or `automatic`
@Schema(name = "NewAccount", example = """
    {"name":"support","provider":"email","settings":{"host":"smtp.example.com","from":"support@example.com"},
     "secrets":{"password":"..."}}""")
record NewAccount(String name, String provider, @Nullable ObjectNode settings, @Nullable Map<String, String> secrets,
    @Nullable Double ratePerSecond, @Nullable Boolean enabled, @Nullable WindowPolicy windowPolicy,
    @Nullable LongText longText, @Nullable Assignment assignment) {

  @Override
  public String toString() {
    return "NewAccount[" + name + "]";
  }
}
