package dev.switchboard.core.message;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.attachment.ContentFiles;
import dev.switchboard.core.chat.OpenChats;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.task.MessageSend;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A request that has been checked and is ready to be stored.
///
/// @param ways by which it may go, the one to begin with first; only one where it was handed in for an account
/// @param place which of the parts of its text it is, counted from 0
/// @param metadata JSON
/// @param expiresAt null where it is counted from [#lifetimeSeconds] by the database's clock
/// @param hash SHA-256 of what the request asks for, to tell a repetition from another request under the same key
/// @param decisions what was decided about it, for its timeline
/// @param partOf the message that it continues; null where it stands for itself
/// @param rest what continues it, in order: stored with it or not at all
record Draft(UUID id, MessageRequest request, List<Way> ways, int place, String metadata, @Nullable Instant expiresAt,
    long lifetimeSeconds, byte[] hash, List<Decision> decisions, @Nullable UUID partOf, List<Draft> rest) {

  Draft {
    ways = List.copyOf(ways);
    decisions = List.copyOf(decisions);
    rest = List.copyOf(rest);
  }

  Account account() {
    return ways.getFirst().account();
  }

  Address recipient() {
    return ways.getFirst().recipient();
  }

  /// JSON.
  String content() {
    return said().json();
  }

  String kind() {
    return said().content().kind().code();
  }

  String preview() {
    return said().content().preview();
  }

  /// In the form that its account takes.
  Way.Said said() {
    return ways.getFirst().said().get(place);
  }

  /// The files of the content by whichever of its ways: a template has those of the variables that it was filled with.
  List<ContentFiles.Named> files() {
    return ways.stream().flatMap(way -> ContentFiles.in(way.said().get(place).content()).stream()).toList();
  }

  MessageSend lane() {
    return new MessageSend(account().id(), request.lane());
  }

  OpenChats.Wanted chat() {
    return new OpenChats.Wanted(request.tenantId(), account().id(), recipient(), null);
  }

  /// Itself and what continues it.
  Stream<Draft> all() {
    return rest.isEmpty() ? Stream.of(this) : Stream.concat(Stream.of(this), rest.stream());
  }

  /// The ids of all of its messages where it is more than one; empty where it is one.
  List<UUID> parts() {
    return rest.isEmpty() ? List.of() : all().map(Draft::id).toList();
  }

  /// By which the recipient is looked up; null where that is the address itself.
  @Nullable
  String recipientKey() {
    var key = recipient().matchKey();
    return key.equals(recipient().value()) ? null : key;
  }
}
