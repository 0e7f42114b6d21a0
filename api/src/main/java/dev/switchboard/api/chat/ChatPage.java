package dev.switchboard.api.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.Paging;
import dev.switchboard.core.chat.ChatCursor;
import dev.switchboard.core.chat.ChatView;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of a list of chats.
///
/// @param next where the list goes on; null at its end
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "ChatPage")
public record ChatPage(List<ChatView> chats, @Nullable String next) {

  /// Where a page begins.
  ///
  /// @throws dev.switchboard.api.problem.ProblemException where it is not the `next` of a page
  public static @Nullable ChatCursor before(@Nullable String before) {
    return before == null ? null : ChatCursor.decode(before)
        .orElseThrow(() -> Paging.bad("before", "is not the `next` of a page"));
  }

  /// @param found one more than asked for, where the list goes on
  public static ChatPage of(List<ChatView> found, int size) {
    return Paging.cut(found, size, chat -> chat.cursor().encode(), ChatPage::new);
  }
}
