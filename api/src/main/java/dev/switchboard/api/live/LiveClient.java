package dev.switchboard.api.live;

import dev.switchboard.core.event.Cursor;
import dev.switchboard.core.event.Interest;
import io.netty.buffer.ByteBuf;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A client as the hub knows it. All fields that change are the hub's, under its lock, but for what is hidden from it.
final class LiveClient {

  private final UUID id = UUID.randomUUID();
  private final UUID tenantId;
  private final @Nullable UUID agentId;
  private final Outlet outlet;
  private Interest interest;
  private @Nullable Cursor floor;
  private volatile Set<UUID> hidden = Set.of();

  /// @param agentId null for a service
  LiveClient(UUID tenantId, @Nullable UUID agentId, Interest interest, Outlet outlet) {
    this.tenantId = tenantId;
    this.agentId = agentId;
    this.interest = interest;
    this.outlet = outlet;
  }

  UUID id() {
    return id;
  }

  UUID tenantId() {
    return tenantId;
  }

  @Nullable
  UUID agentId() {
    return agentId;
  }

  Interest interest() {
    return interest;
  }

  Outlet outlet() {
    return outlet;
  }

  /// The accounts of which it is told nothing.
  Set<UUID> hidden() {
    return hidden;
  }

  /// Is told nothing of these from now on.
  void hide(Set<UUID> accountIds) {
    hidden = accountIds;
  }

  /// Wants to be told something else from now on. Never while it is in an audience.
  void want(Interest interest) {
    this.interest = interest;
  }

  /// Everything up to here it knows: replay may be ahead of the node's reader.
  void startAfter(Cursor cursor) {
    floor = cursor;
  }

  /// Up to where this client has been told everything, when the hub is at the position.
  Cursor told(Cursor position) {
    return floor != null && floor.isAfter(position) ? floor : position;
  }

  /// Hands on an event, unless the client knows it. A client whose buffer is full is closed.
  void tell(Cursor cursor, ByteBuf shared) {
    if (floor == null || cursor.isAfter(floor)) {
      outlet.send(shared.retainedDuplicate());
    }
  }
}
