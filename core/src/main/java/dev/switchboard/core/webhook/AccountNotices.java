package dev.switchboard.core.webhook;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Keeps what services say of accounts, and tells it as event `account_notice`. What is said again as it was said last is
/// not kept again.
final class AccountNotices {

  private record Notice(Call call, Account account, int n, InboundEvent.AccountNotice notice) {

    UUID accountId() {
      return account.id();
    }
  }

  /// In the caller's transaction, before it locks chats. Costs nothing where there is no notice.
  static void keep(Connection connection, List<Call> calls) throws SQLException {
    var notices = new ArrayList<Notice>();
    for (var call : calls) {
      for (var n = 0; n < call.items().size(); n++) {
        var item = call.items().get(n);
        if (item.event() instanceof InboundEvent.AccountNotice notice) {
          notices.add(new Notice(call, item.account(), n, notice));
        }
      }
    }
    if (!notices.isEmpty()) {
      lockAccounts(connection, notices);
      for (var notice : notices) {
        insert(connection, notice);
      }
    }
  }

  // One after the other: of two that say the same at the same time, the second sees what the first has written.
  private static void lockAccounts(Connection connection, List<Notice> notices) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select
        from channel_accounts
        where id = any (?)
        order by id
        for no key update
        """)) {
      new Columns<>(statement, 1, notices).uuid(Notice::accountId);
      statement.execute();
    }
  }

  // One statement for each, as each has to see the one before. There are few.
  private static void insert(Connection connection, Notice notice) throws SQLException {
    try (var statement = connection.prepareStatement("""
        with notice as (
          insert into account_notices (webhook_id, n, tenant_id, account_id, what, words)
          select webhook_id, n, tenant_id, account_id, what, words
          from (values (?::uuid, ?::integer, ?::uuid, ?::uuid, ?::text, ?::text, ?::boolean))
            as r(webhook_id, n, tenant_id, account_id, what, words, again)
          where r.words is distinct from (
            select last.words
            from account_notices last
            where last.account_id = r.account_id
              and last.what = r.what
            order by last.received_at desc
            limit 1)
            -- What is read again later has been said before whatever was said since.
            and not (r.again and exists (
              select
              from account_notices said
              where said.account_id = r.account_id
                and said.what = r.what
                and said.words = r.words))
          on conflict (webhook_id, n) do nothing
          returning *)
        insert into events (epoch, xid, tenant_id, kind, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), tenant_id, 'account_notice',
          jsonb_build_object('account', ?::text, 'accountId', account_id, 'what', what, 'text', words,
            'at', received_at)
        from notice
        """)) {
      statement.setObject(1, notice.call.id());
      statement.setInt(2, notice.n);
      statement.setObject(3, notice.account.tenantId());
      statement.setObject(4, notice.accountId());
      statement.setString(5, notice.notice.what());
      statement.setString(6, notice.notice.text());
      statement.setBoolean(7, notice.call.keptAt() != null);
      statement.setString(8, notice.account.name());
      statement.executeUpdate();
    }
  }

  private AccountNotices() {}
}
