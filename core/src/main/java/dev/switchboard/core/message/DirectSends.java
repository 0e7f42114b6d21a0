package dev.switchboard.core.message;

import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Handoff;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.task.MessageSend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What of a batch this node sends itself, as soon as it is stored: room is reserved before the transaction, which decides
/// what is claimed, and after its commit that is handed over. Used by one thread; close it after the transaction, however that
/// ended: room that is not closed is lost for good.
final class DirectSends implements AutoCloseable {

  // A message that is claimed as it is stored has never been claimed before.
  private static final long FIRST_TOKEN = 1;
  private static final int FIRST_ATTEMPT = 1;

  private final Map<UUID, Handoff.Room> rooms = new HashMap<>();
  private final List<Handoff.Room> reserved = new ArrayList<>();
  private Set<UUID> claimed = Set.of();

  /// Reserves room for the drafts that may be claimed by looking at nothing but their place in the queue.
  ///
  /// @param handoff null where this node does not send
  void reserve(@Nullable Handoff handoff, List<Draft> drafts) {
    if (handoff == null) {
      return;
    }
    var lanes = new LinkedHashMap<MessageSend, List<Draft>>();
    for (var draft : drafts) {
      // What quotes another message needs to know what the service calls that.
      if (draft.request().sendAt() == null && draft.request().replyTo() == null) {
        lanes.computeIfAbsent(draft.lane(), _ -> new ArrayList<>()).add(draft);
      }
    }
    lanes.forEach((lane, those) -> {
      var room = handoff.reserve(those.getFirst().account(), lane.lane(), those.size());
      if (room != null) {
        reserved.add(room);
        those.stream().limit(room.places()).forEach(draft -> rooms.put(draft.id(), room));
      }
    });
  }

  /// For how long to claim a draft as it is stored; null where it is not to be.
  @Nullable
  Double seconds(Draft draft) {
    var room = rooms.get(draft.id());
    return room == null ? null : room.lease().seconds();
  }

  /// For which node.
  @Nullable
  String node(Draft draft) {
    var room = rooms.get(draft.id());
    return room == null ? null : room.lease().node();
  }

  /// The transaction has claimed these. What it said before was undone with it.
  void claimed(UUID[] messageIds) {
    claimed = Set.of(messageIds);
  }

  /// Hands over what is claimed, which is committed by now. Returns the lanes in which there is more to send.
  Set<MessageSend> send(List<Draft> drafts, List<AcceptResult> answers) {
    var others = new HashSet<MessageSend>();
    for (var i = 0; i < drafts.size(); i++) {
      if (answers.get(i) instanceof Accepted accepted && !accepted.repeated()) {
        var draft = drafts.get(i);
        var room = claimed.contains(draft.id()) ? rooms.get(draft.id()) : null;
        if (room == null) {
          others.add(draft.lane());
        } else {
          room.send(claimed(draft, accepted.chatId(), room));
        }
      }
    }
    return others;
  }

  private static Claimed claimed(Draft draft, UUID chatId, Handoff.Room room) {
    var lease = room.lease();
    return new Claimed(draft.account().id(), draft.request().lane(), FIRST_TOKEN, lease.node(),
        new OutboundMessage(draft.id(), chatId, draft.recipient().value(), draft.said().content(), null, FIRST_ATTEMPT,
            lease.deadline(), lease.files()));
  }

  @Override
  public void close() {
    reserved.forEach(Handoff.Room::close);
  }
}
