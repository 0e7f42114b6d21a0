package dev.switchboard.core.chat;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.tenant.Actor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the agents of a tenant say often: no two have the same shortcut, whatever the case. What is done to them is in the
/// audit log.
///
/// Thread-safe; reads and writes the database, and never what is another tenant's.
@Singleton
public final class CannedReplies {

  private final Vocabulary<CannedReply> replies;

  public CannedReplies(Database database) {
    replies = new Vocabulary<>(database, "canned-reply", CannedReply::read);
  }

  /// All of them, by their shortcuts.
  public List<CannedReply> list(UUID tenantId) {
    return replies.select("""
        select id, shortcut, text
        from canned_replies
        where tenant_id = ?
        order by lower(shortcut)
        """, tenantId);
  }

  public Optional<CannedReply> find(UUID tenantId, UUID id) {
    return replies.select("""
        select id, shortcut, text
        from canned_replies
        where tenant_id = ?
          and id = ?
        """, tenantId, id).stream().findFirst();
  }

  public Written<CannedReply> create(Actor actor, String shortcut, String text) {
    return replies.write(actor, "created", """
        insert into canned_replies (id, tenant_id, shortcut, text)
        values (?, ?, ?, ?)
        returning id, shortcut, text
        """, Ids.next(), actor.tenantId(), shortcut, text);
  }

  /// What is null stays as it is.
  public Written<CannedReply> change(Actor actor, UUID id, @Nullable String shortcut, @Nullable String text) {
    return replies.write(actor, "changed", """
        update canned_replies
        set shortcut = coalesce(?, shortcut),
          text = coalesce(?, text)
        where tenant_id = ?
          and id = ?
        returning id, shortcut, text
        """, shortcut, text, actor.tenantId(), id);
  }

  public Written<CannedReply> delete(Actor actor, UUID id) {
    return replies.write(actor, "deleted", """
        delete from canned_replies
        where tenant_id = ?
          and id = ?
        returning id, shortcut, text
        """, actor.tenantId(), id);
  }

  /// What an agent would say with it in a chat. What nobody knows is filled with nothing.
  ///
  /// @param agent who would say it; null for a business service
  public Optional<CannedReply> filled(UUID tenantId, UUID id, ChatView chat, @Nullable String agent) {
    return find(tenantId, id).map(reply -> new CannedReply(reply.id(), reply.shortcut(),
        Gap.fill(reply.text(), gap -> Objects.requireNonNullElse(switch (gap) {
          case CONTACT -> chat.contact() == null ? null : chat.contact().name();
          case AGENT -> agent;
          case ACCOUNT -> chat.account();
        }, ""))));
  }
}
