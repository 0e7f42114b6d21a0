package dev.switchboard.api.chat;

import dev.switchboard.api.problem.Problem;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.chat.ChatChange;
import java.util.List;

/// What is answered to whoever wants to do something to a chat.
final class ChangeAnswers {

  /// @throws ProblemException where it was not done
  static void check(ChatChange change) {
    switch (change) {
      case ChatChange.Done _ -> {}
      case ChatChange.NoChat() -> throw ProblemException.of(ProblemType.NOT_FOUND, "There is no such chat.");
      case ChatChange.NoAgent() -> throw bad("agentId", "unknown-agent", "is no agent who could see to it");
      case ChatChange.Unseen() -> throw bad("agentId", "account-not-seen", "does not see the account of this chat");
      case ChatChange.NoLabel() -> throw bad("labels", "unknown-label", "has an id of no label");
      case ChatChange.NotOpen() -> throw ProblemException.of(ProblemType.CONFLICT, "This chat is not open.");
      case ChatChange.ContinuedIn(var other) -> throw ProblemException.of(Problem
          .of(ProblemType.CONFLICT, "The customer has another open chat.").with("continuedIn", other));
    }
  }

  private static ProblemException bad(String field, String code, String detail) {
    return ProblemException.of(List.of(new FieldError(field, code, detail)));
  }

  private ChangeAnswers() {}
}
