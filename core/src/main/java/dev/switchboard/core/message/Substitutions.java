package dev.switchboard.core.message;

import dev.switchboard.core.database.Columns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Makes messages say what was sent instead of what had been handed in, in their chats and for whoever looks at them.
final class Substitutions {

  /// In the caller's transaction, which has locked the messages. Where there are none, the database is not asked.
  static void write(Connection connection, List<Changes.Substitution> substitutions) throws SQLException {
    if (substitutions.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement("""
        with r as materialized (
          select *
          from unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[])
            as r(id, tenant_id, chat_id, kind, content, preview)),
        said as (
          update chat_messages m
          set kind = r.kind,
            content = r.content::jsonb
          from r
          where m.id = r.id),
        shown as (
          update chats c
          set last_message_preview = r.preview
          from r
          where c.id = r.chat_id
            and c.last_message_id = r.id)
        insert into events (epoch, xid, tenant_id, kind, chat_id, message_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'message_updated', chat_id, id,
          jsonb_build_object('messageId', id, 'chatId', chat_id, 'kind', kind, 'content', content::jsonb)
        from r
        """)) {
      new Columns<>(statement, 1, substitutions)
          .uuid(substitution -> substitution.message().id())
          .uuid(substitution -> substitution.message().tenantId())
          .uuid(substitution -> substitution.message().chatId())
          .text(substitution -> substitution.content().kind().code())
          .text(substitution -> Drafting.json(substitution.content()))
          .text(substitution -> substitution.content().preview());
      statement.executeUpdate();
    }
  }

  private Substitutions() {}
}
