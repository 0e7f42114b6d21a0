package dev.switchboard.core.chat;

import dev.switchboard.core.chat.ChatFilter.View;
import java.util.EnumSet;
import java.util.Set;

/// The lists of an inbox, in the order of their codes in the database, which says of each chat in which one it is.
enum ChatQueue {
  /// Nobody has answered the customer, and nobody is asked to.
  WAITING_FOR_ANYBODY(ChatStatus.ACTIVE, View.WAITING, View.UNASSIGNED),
  /// Its agent has not answered the customer.
  WAITING_FOR_AGENT(ChatStatus.ACTIVE, View.WAITING, View.ASSIGNED),
  UNASSIGNED(ChatStatus.ACTIVE, View.UNASSIGNED),
  ASSIGNED(ChatStatus.ACTIVE, View.ASSIGNED),
  /// It comes back later.
  SNOOZED(ChatStatus.ACTIVE, View.SNOOZED),
  CLOSED(ChatStatus.CLOSED),
  ARCHIVED(ChatStatus.ARCHIVED),
  /// Only services have written, and nobody sees to it.
  SILENT(ChatStatus.ACTIVE, View.SILENT);

  private final ChatStatus status;
  private final Set<View> views = EnumSet.noneOf(View.class);

  ChatQueue(ChatStatus status, View... views) {
    this.status = status;
    this.views.addAll(Set.of(views));
  }

  short code() {
    return (short) ordinal();
  }

  boolean has(ChatStatus wanted) {
    return status == wanted;
  }

  boolean isIn(View view) {
    return views.contains(view);
  }

  /// Whether nobody in it has an agent.
  boolean isWithoutAgent() {
    return views.contains(View.UNASSIGNED) || views.contains(View.SILENT);
  }

  /// Whether everybody in it has an agent.
  boolean isWithAgent() {
    return views.contains(View.ASSIGNED);
  }
}
