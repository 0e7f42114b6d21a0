package dev.switchboard.core.tenant;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Who looks at what a tenant has. Whatever reads chats, or what is in them, for somebody asks for one, so that nobody is
/// shown what they do not see.
///
/// @param hidden the accounts whose chats are hidden from them
public record Viewer(UUID tenantId, Set<UUID> hidden) {

  public Viewer {
    hidden = Set.copyOf(hidden);
  }

  /// Who sees everything of the tenant: the engine itself, services, admins.
  public static Viewer all(UUID tenantId) {
    return new Viewer(tenantId, Set.of());
  }

  public boolean seesAll() {
    return hidden.isEmpty();
  }

  /// @param accountId null of what is held over no account
  public boolean sees(@Nullable UUID accountId) {
    return accountId == null || !hidden.contains(accountId);
  }

  /// The hidden accounts for a parameter `?::uuid[]`: as text, which the driver sends as it is.
  public String hiddenIds() {
    return hidden.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
  }
}
