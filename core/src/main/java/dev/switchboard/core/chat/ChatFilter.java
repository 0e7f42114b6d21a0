package dev.switchboard.core.chat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which chats a list shows: those that are all of this. What is null does not matter.
///
/// @param accountId over which account they are held
/// @param contactId with whom
/// @param labelId which label they have
public record ChatFilter(@Nullable ChatStatus status, @Nullable View view, @Nullable Assignee assignee,
    @Nullable UUID accountId, @Nullable UUID contactId, @Nullable UUID labelId) {

  /// All chats.
  public static final ChatFilter ALL = new ChatFilter(null, null, null, null, null, null);

  /// What is to be done about a chat. All of them are of open chats, and all but the last of chats that are not to come
  /// back later.
  public enum View {
    /// The customer waits for an answer.
    @JsonProperty("waiting")
    WAITING,
    /// An agent sees to it.
    @JsonProperty("assigned")
    ASSIGNED,
    /// Nobody in particular sees to it. Silent ones are not among them.
    @JsonProperty("unassigned")
    UNASSIGNED,
    /// Only services have written in it, and nobody has seen to it.
    @JsonProperty("silent")
    SILENT,
    /// It is to come back later.
    @JsonProperty("snoozed")
    SNOOZED
  }

  /// Who sees to a chat.
  public sealed interface Assignee {

    /// Nobody in particular.
    record Nobody() implements Assignee {}

    record Agent(UUID id) implements Assignee {}
  }

  /// Chats of this status.
  public static ChatFilter of(@Nullable ChatStatus status) {
    return new ChatFilter(status, null, null, null, null, null);
  }

  /// Chats with this contact.
  public static ChatFilter ofContact(UUID contactId) {
    return new ChatFilter(null, null, null, null, contactId, null);
  }

  /// The lists in which such chats can be.
  List<ChatQueue> queues() {
    return Arrays.stream(ChatQueue.values())
        .filter(queue -> status == null || queue.has(status))
        .filter(queue -> view == null || queue.isIn(view))
        .filter(queue -> switch (assignee) {
          case null -> true;
          case Assignee.Nobody() -> !queue.isWithAgent();
          case Assignee.Agent _ -> !queue.isWithoutAgent();
        })
        .toList();
  }
}
