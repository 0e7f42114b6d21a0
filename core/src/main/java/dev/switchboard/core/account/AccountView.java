package dev.switchboard.core.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account as people see it: without its secrets. Its JSON leaves out what is null.
///
/// @param provider the service
/// @param deletedAt since when it is off for good
/// @param ratePerSecond messages per second over all nodes; null where only the service's own limits count
/// @param windowPolicy what becomes of free content outside a customer's window
/// @param longText what becomes of a text that is too long where its sender does not say
/// @param assignment who gives its chats to agents: people, or the engine
/// @param secrets the names of the secrets that are set
/// @param serviceAccount the service's own name of it
/// @param capabilities what it can do; null where it cannot be used
/// @param problem why it cannot be used; null where it can
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountView(UUID id, String name, String provider, boolean enabled, @Nullable Instant deletedAt,
    @Nullable Double ratePerSecond, WindowPolicy windowPolicy, LongText longText, Assignment assignment,
    JsonNode settings,
    List<String> secrets, @Nullable String serviceAccount,
    @Nullable CapabilitiesView capabilities, @Nullable String problem, Instant createdAt, Instant updatedAt) {

  static AccountView of(StoredAccount stored, @Nullable Account account, @Nullable String problem) {
    return new AccountView(stored.id(), stored.name(), stored.provider(), stored.enabled(), stored.deletedAt(),
        stored.ratePerSecond(), stored.windowPolicy(), stored.longText(), stored.assignment(), stored.settings(),
        List.copyOf(stored.sealed().keySet()),
        account == null ? null : account.provider().serviceAccount(),
        account == null ? null : CapabilitiesView.of(account.provider().capabilities()), problem, stored.createdAt(),
        stored.updatedAt());
  }
}
