package dev.switchboard.api.chat;

import dev.switchboard.api.body.Paging;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.chat.ChatFilter.Assignee;
import dev.switchboard.core.chat.ChatFilter.View;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The parameters of a list of chats. All methods throw a [ProblemException] where a parameter means nothing.
final class ChatQuery {

  static @Nullable View view(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return Arrays.stream(View.values()).filter(view -> label(view).equals(name)).findFirst()
        .orElseThrow(() -> Paging.bad("view", "must be one of "
            + Arrays.stream(View.values()).map(ChatQuery::label).collect(Collectors.joining(", "))));
  }

  private static String label(View view) {
    return view.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Assignee assignee(Principal principal, @Nullable String name) {
    return switch (name) {
      case null -> null;
      case "none" -> new Assignee.Nobody();
      case "me" -> new Assignee.Agent(me(principal));
      case String id -> agent(id);
    };
  }

  private static UUID me(Principal principal) {
    if (principal.agentId() == null) {
      throw Paging.bad("assignee", "is `me`, but a service is no agent");
    }
    return principal.agentId();
  }

  private static Assignee agent(String id) {
    try {
      return new Assignee.Agent(UUID.fromString(id));
    } catch (IllegalArgumentException e) {
      throw Paging.bad("assignee", "must be an agent's id, `me` or `none`");
    }
  }

  static @Nullable UUID account(Accounts accounts, Principal principal, @Nullable String name) {
    if (name == null) {
      return null;
    }
    return accounts.find(principal.viewer(), name).map(Account::id).orElseThrow(() -> ProblemException
        .of(List.of(new FieldError("account", "unknown-account", "is the name of no account"))));
  }

  private ChatQuery() {}
}
