package dev.switchboard.core.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.OldDatabase;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.tenant.Viewer;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Chats of a database that knew neither sums of accounts nor silent chats.
class OldChatsTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final UUID TENANT = UUID.fromString("00000000-0000-0000-0000-000000000001");
  private static final UUID ACCOUNT = UUID.fromString("00000000-0000-0000-0000-000000000002");
  private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-000000000003");
  private static final UUID AGENT = UUID.fromString("00000000-0000-0000-0000-000000000004");

  @Test
  void whatOnlyServicesHaveWrittenIsSilentAndTheSumsAreRight() {
    try (var old = new OldDatabase(DB, "29")) {
      fill(old);

      old.migrate();

      assertThat(queues(old.database())).isEqualTo("1:7 2:2 3:2 4:0 5:3 6:5");
      var counts = new ChatCounts(old.database());
      assertThat(counts.of(Viewer.all(TENANT))).isEqualTo(new ChatCount(4, 1, 1, 3));
      assertThat(counts.of(new Viewer(TENANT, Set.of(OTHER)))).isEqualTo(new ChatCount(2, 0, 0, 2));
      assertThat(counts.of(new Viewer(TENANT, Set.of(ACCOUNT)))).isEqualTo(new ChatCount(2, 1, 1, 1));
      assertThat(counts.ofAgent(AGENT)).isEqualTo(new ChatCount(1, 0, 0, 0));
    }
  }

  // 1 has a campaign's message, 2 an agent's besides, 3 a customer's that was answered, 4 one that was not, 5 is an agent's,
  // 6 is closed. From 4 on they are held over the other account.
  private static void fill(OldDatabase old) {
    old.run("insert into tenants (id, name) values ('%s', 'acme')".formatted(TENANT), """
        insert into channel_accounts (id, tenant_id, name, provider)
        values ('%2$s', '%1$s', 'one', 'sandbox'), ('%3$s', '%1$s', 'two', 'sandbox')
        """.formatted(TENANT, ACCOUNT, OTHER), """
        insert into agents (id, tenant_id, email, name, password_hash)
        values ('%2$s', '%1$s', 'bia@example.com', 'Bia', 'x')
        """.formatted(TENANT, AGENT), """
        insert into contacts (id, tenant_id, name)
        select ('00000000-0000-0000-0000-00000000010' || n)::uuid, '%s', 'c' || n
        from generate_series(1, 6) n
        """.formatted(TENANT), """
        insert into chats (id, tenant_id, contact_id, account_id, address, unread, waiting_since, assignee_id, status)
        select ('00000000-0000-0000-0000-00000000020' || n)::uuid, '%s',
          ('00000000-0000-0000-0000-00000000010' || n)::uuid, (case when n < 4 then '%s' else '%s' end)::uuid,
          'somewhere', case when n = 4 then 1 else 0 end, case when n = 4 then now() end,
          case when n = 5 then '%s'::uuid end, case when n = 6 then 'CLOSED' else 'ACTIVE' end
        from generate_series(1, 6) n
        """.formatted(TENANT, ACCOUNT, OTHER, AGENT), """
        insert into chat_messages (id, tenant_id, chat_id, direction, kind, content, recipient, lane, policy, status,
          agent_id)
        select gen_random_uuid(), '%s', ('00000000-0000-0000-0000-00000000020' || n)::uuid, 'OUTBOUND', 'text', '{}',
          'somewhere', 2, 'at-least-once', 'SENT', case when agent then '%s'::uuid end
        from unnest(array[1, 2, 2, 3, 5, 6], array[false, false, true, false, false, false]) as r(n, agent)
        """.formatted(TENANT, AGENT), """
        insert into chat_messages (id, tenant_id, chat_id, direction, kind, content, status)
        select gen_random_uuid(), '%s', ('00000000-0000-0000-0000-00000000020' || n)::uuid, 'INBOUND', 'text', '{}',
          'RECEIVED'
        from unnest(array[3, 4]) n
        """.formatted(TENANT));
  }

  private static String queues(Database database) {
    return database.autocommit(connection -> {
      try (var statement = connection.createStatement(); var row = statement.executeQuery("""
          select string_agg(right(id::text, 1) || ':' || queue, ' ' order by id)
          from chats
          """)) {
        row.next();
        return row.getString(1);
      }
    });
  }
}
