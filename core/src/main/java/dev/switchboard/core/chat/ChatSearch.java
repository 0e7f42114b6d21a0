package dev.switchboard.core.chat;

import dev.switchboard.core.chat.SearchQuery.Found;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.PlannerSettings;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds chats by their contact's name, by digits anywhere in a phone number, by the beginnings of the words of an e-mail
/// address, and by what people said in them: accents and case do not matter, and Portuguese and English endings hardly.
///
/// What many have is found in the latest of them, so a page costs what it shows; what few have is looked up by index, by which
/// all that match are read and sorted. Of messages the latest are looked at first, and what is found there tells how far one
/// would have to look for a page. To look at people takes longer, so they are looked up first, and only where they are many
/// are they found like messages.
///
/// Thread-safe; reads the database, and never what is another tenant's or hidden from the viewer.
@Singleton
public final class ChatSearch {

  /// How far a search looks before it does otherwise.
  ///
  /// @param glance at how many of the latest it looks first, which takes half a millisecond of messages, some of chats
  /// @param messages at how many of the latest messages it looks at most: about as dear as to sort as many that match
  /// @param chats the same of chats
  /// @param people how many may match whose chats are all read and sorted, which takes some milliseconds
  record Reach(int glance, int messages, int chats, int people) {

    static final Reach STANDARD = new Reach(500, 30_000, 5_000, 2_000);
  }

  private static final Comparator<Found> LATEST_FIRST = Comparator.comparing(Found::at).thenComparing(Found::id)
      .reversed();

  private final Database database;
  private final Chats chats;
  private final Reach reach;

  @Inject
  public ChatSearch(Database database, Chats chats) {
    this(database, chats, Reach.STANDARD);
  }

  ChatSearch(Database database, Chats chats, Reach reach) {
    this.database = database;
    this.chats = chats;
    this.reach = reach;
  }

  /// What matches, the latest first: messages by the time in their ids, people by the last activity of their chats.
  ///
  /// @param before null to begin with the latest
  public List<SearchHit> find(Viewer viewer, String words, @Nullable ChatCursor before, int limit) {
    var query = new SearchQuery(viewer, words, before, limit);
    var found = database.transaction(connection -> {
      PlannerSettings.allowBitmaps(connection);
      return Stream.concat(people(connection, query).stream(), said(connection, query).stream())
          .sorted(LATEST_FIRST).limit(limit).toList();
    });
    var views = chats.findAll(viewer.tenantId(), found.stream().map(Found::chatId).distinct().toList());
    return found.stream()
        .map(each -> new SearchHit(Objects.requireNonNull(views.get(each.chatId())), each.messageId(),
            each.text() == null ? null : Snippet.of(each.text(), words), each.at()))
        .toList();
  }

  private List<Found> people(Connection connection, SearchQuery query) throws SQLException {
    var few = PeopleSearch.byIndex(connection, query, reach.people());
    if (few.isPresent()) {
      return few.get();
    }
    var page = latest(many -> PeopleSearch.fromTheLatest(connection, query, many), reach.chats(), query.limit());
    return page.size() < query.limit()
        ? PeopleSearch.byIndex(connection, query, Integer.MAX_VALUE).orElseThrow()
        : page;
  }

  private List<Found> said(Connection connection, SearchQuery query) throws SQLException {
    var page = latest(many -> SaidSearch.fromTheLatest(connection, query, many), reach.messages(), query.limit());
    return page.size() < query.limit() ? SaidSearch.byIndex(connection, query) : page;
  }

  private interface Latest {

    List<Found> among(int many) throws SQLException;
  }

  // Less than a page where one has to look farther for it.
  private List<Found> latest(Latest latest, int farthest, int limit) throws SQLException {
    var page = latest.among(reach.glance());
    // Twice as far as where the page would be full if they went on to be as frequent.
    var far = page.isEmpty() ? Long.MAX_VALUE : 2L * reach.glance() * limit / page.size();
    return page.size() < limit && far <= farthest ? latest.among((int) far) : page;
  }
}
