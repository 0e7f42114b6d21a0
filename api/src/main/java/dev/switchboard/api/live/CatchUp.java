package dev.switchboard.api.live;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.Event;
import dev.switchboard.core.event.Interest;
import dev.switchboard.core.event.Replay;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells one client what it missed, and joins it to the live stream exactly there. Used by the client's own thread.
///
/// No event is told twice on one connection: what was told live before the client asked is left out of the replay.
final class CatchUp {

  /// A client that lets half of its buffer stand for so long does not read.
  private static final long PATIENCE_MILLIS = 30_000;

  private final LiveClient client;
  private final LiveHub hub;
  private final Replays replays;
  private final LiveSights sights;
  private final Watch watch;
  /// The client has been told everything after this, up to where it left the live stream.
  private @Nullable Cursor since;
  /// What the client was told before this is not what it wants now.
  private @Nullable Cursor changed;

  CatchUp(LiveClient client, LiveHub hub, Replays replays, LiveSights sights, Watch watch) {
    this.client = client;
    this.hub = hub;
    this.replays = replays;
    this.sights = sights;
    this.watch = watch;
  }

  /// Joins the live stream where it is.
  ///
  /// @param joined says what is to be said before the first event
  void join(Consumer<Cursor> joined) {
    hub.join(client, cursor -> {
      since = cursor;
      joined.accept(cursor);
    });
  }

  /// Tells what is of interest from now on, and says from which cursor on that is complete.
  void subscribe(Interest interest) {
    hub.subscribe(client, interest, cursor -> {
      since = cursor;
      changed = cursor;
      client.outlet().send(new ServerMessage.Subscribed(cursor, interest));
    });
  }

  /// Tells everything after the cursor and joins, or says `resync` and joins. Blocks while the client reads slowly.
  void resume(String text) throws InterruptedException {
    var told = hub.leave(client).orElse(null);
    var cursor = Cursor.parse(text).orElse(null);
    if (cursor == null) {
      resync("invalid");
      return;
    }
    if (changed != null && changed.isAfter(cursor)) {
      resync("subscription");
      return;
    }
    var begin = since;
    var replayed = 0;
    var next = cursor;
    while (client.outlet().isOpen()) {
      if (begin != null && told != null && !begin.isAfter(next) && told.isAfter(next)) {
        next = told;
      }
      switch (replays.after(client.tenantId(), client.interest(), next)) {
        case Replay.Resync resync -> {
          resync(label(resync.reason()));
          return;
        }
        case Replay.Replayed page -> {
          replayed += tell(page, begin, told);
          next = page.next();
          if (page.complete() && join(next, replayed)) {
            since = begin == null || begin.isAfter(cursor) ? cursor : begin;
            return;
          }
        }
      }
      watch.look();
    }
  }

  private boolean join(Cursor next, int replayed) {
    return hub.join(client, next, cursor -> client.outlet().send(new ServerMessage.Resumed(cursor, replayed)));
  }

  private void resync(String reason) {
    join(cursor -> client.outlet().send(new ServerMessage.Resync(reason, cursor)));
  }

  private int tell(Replay.Replayed page, @Nullable Cursor begin, @Nullable Cursor told) throws InterruptedException {
    // After the page was read, so that nothing in it is told to who did not see it any more when it happened.
    sights.look(client);
    sights.learn(page.events());
    var count = 0;
    for (var event : page.events()) {
      if (!sights.sees(client, event)) {
        continue;
      }
      if (begin != null && told != null && event.cursor().isAfter(begin) && !event.cursor().isAfter(told)) {
        continue;
      }
      tell(event);
      count++;
    }
    return count;
  }

  private void tell(Event event) throws InterruptedException {
    if (client.outlet().awaitRoom(PATIENCE_MILLIS)) {
      client.outlet().send(Outlet.encode(ServerMessage.json(event)));
    } else {
      client.outlet().close(CloseCode.TOO_SLOW);
    }
  }

  /// The reason as clients are told it.
  static String label(Replay.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
