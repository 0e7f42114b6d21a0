package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.PlannerSettings;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Finds chats by their contact's name, by digits anywhere in a phone number, by the beginnings of the words of an e-mail
/// address, and by what people said in them: accents and case do not matter, and Portuguese and English endings hardly.
///
/// What many messages say is found in the latest of them, so a page costs what it shows. So that is where a search begins; by
/// what it finds there it knows how far it would have to look for a page. Where that is too far, the words are rare enough to
/// be looked up in the index of words, by which all that match are read and sorted.
///
/// Thread-safe; reads the database, and never what is another tenant's or hidden from the viewer.
@Singleton
public final class ChatSearch {

  /// So many of the latest messages are looked at for whatever it is.
  private static final int GLANCE = 500;

  /// To look at so many costs about as much as to sort as many that match: some milliseconds.
  private static final int FARTHEST = 30_000;

  private final Database database;
  private final Chats chats;
  private final int glance;

  @Inject
  public ChatSearch(Database database, Chats chats) {
    this(database, chats, GLANCE);
  }

  /// @param glance at how many of the latest messages each search looks first
  ChatSearch(Database database, Chats chats, int glance) {
    this.database = database;
    this.chats = chats;
    this.glance = glance;
  }

  /// What matches, the latest first: messages by the time in their ids, people by the last activity of their chats.
  ///
  /// @param before null to begin with the latest
  public List<SearchHit> find(Viewer viewer, String words, @Nullable ChatCursor before, int limit) {
    var query = new SearchQuery(viewer, words, before, limit);
    var found = database.transaction(connection -> {
      PlannerSettings.allowBitmaps(connection);
      return page(connection, query);
    }).found();
    var views = chats.findAll(viewer.tenantId(), found.stream().map(SearchQuery.Found::chatId).distinct().toList());
    return found.stream()
        .map(each -> new SearchHit(Objects.requireNonNull(views.get(each.chatId())), each.messageId(),
            each.text() == null ? null : Snippet.of(each.text(), words), each.at()))
        .toList();
  }

  private SearchQuery.Page page(Connection connection, SearchQuery query) throws SQLException {
    var page = query.latest(connection, glance);
    // Twice as far as where the page would be full if they went on to be as frequent.
    var far = page.messages() == 0 ? Long.MAX_VALUE : 2L * glance * query.limit() / page.messages();
    if (page.unfinished() && far <= FARTHEST) {
      page = query.latest(connection, (int) far);
    }
    return page.unfinished() ? query.indexed(connection) : page;
  }
}
