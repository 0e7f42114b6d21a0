package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Rows;
import dev.switchboard.core.spi.DeliveryReport;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which items of a webhook are in the database, whoever brought them.
///
/// What leaves no trace that could be told from another's is taken to be there where it was understood before.
final class StoredItems {

  /// @param before what was understood of the webhook when it was last applied; null where nobody knows
  static Set<WebhookItem> find(Connection connection, Account account, List<InboundEvent> events,
      @Nullable List<WebhookItem> before)
      throws SQLException {
    var stored = new HashSet<WebhookItem>();
    for (var event : events) {
      var item = WebhookItem.of(event);
      var found = switch (event) {
        case InboundEvent.Message message -> Rows.exist(connection, """
            select
            from chat_messages
            where account_id = ?
              and provider_message_id = ?
              and direction = 'INBOUND'
              and (kind <> 'unknown' or ?)
            """, account.id(), message.providerMessageId(), !Amendments.suits(message.content()));
        case InboundEvent.Receipt(var report, _) -> exists(connection, account, report);
        case InboundEvent.AccountNotice(var what, var text) -> Rows.exist(connection, """
            select
            from account_notices
            where account_id = ?
              and what = ?
              and words = ?
            """, account.id(), what, text);
        case InboundEvent.Consent _,InboundEvent.Moved _,InboundEvent.TemplateState _,InboundEvent.Elsewhere _ ->
            before != null && before.contains(item);
        // It is kept, and that is all there is to be done with it.
        case InboundEvent.Unknown _ -> true;
      };
      if (found) {
        stored.add(item);
      }
    }
    return stored;
  }

  private static boolean exists(Connection connection, Account account, DeliveryReport report) throws SQLException {
    return Rows.exist(connection, """
        select
        from (
          select message_id
          from message_attempts
          where account_id = ?
            and provider_message_id = ?
          union all
          select id
          from chat_messages
          where account_id = ?
            and id = ?) m
        join message_status s using (message_id)
        where s.status = ?
          and s.participant = ?
        union all
        select
        from receipts_waiting
        where account_id = ?
          and provider_message_id = ?
          and status = ?
          and participant = ?
        """, account.id(), report.providerMessageId(), account.id(), report.messageId(), report.status().name(),
        report.participant(), account.id(), report.providerMessageId(), report.status().name(), report.participant());
  }

  private StoredItems() {}
}
