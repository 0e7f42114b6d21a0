package dev.switchboard.core.assignment;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.engine.TestProvider;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/// A tenant whose account gives its chats to agents by itself, with agents who come and go and customers who write.
public final class Floor implements AutoCloseable {

  public final TestDatabase db;
  public final TestEngine engine;
  public final WaitingChats waiting;
  public final AbandonedChats abandoned;
  private int customers;

  public Floor(TestDatabase db) {
    this.db = db;
    engine = new TestEngine(db);
    waiting = new WaitingChats(engine.database, engine.doorbell);
    abandoned = new AbandonedChats(engine.database, engine.doorbell);
    automatic(engine.account);
  }

  public void automatic(Account account) {
    db.run("update channel_accounts set assignment = 'automatic' where id = '%s'".formatted(account.id()));
    engine.accounts.forget(account.id());
  }

  /// An agent who has the inbox open.
  public UUID agent(String name, int capacity) {
    var agent = db.value(UUID.class, """
        insert into agents (id, tenant_id, email, name, password_hash, capacity)
        values (?, ?, ?, ?, 'x', ?)
        returning id
        """, Ids.next(), engine.tenantId, name + "@" + engine.tenantId, name, capacity);
    come(agent);
    return agent;
  }

  public void come(UUID agent) {
    db.run("""
        insert into agent_presence (agent_id, node, until)
        values ('%s', '%s', now() + interval '1 hour')
        """.formatted(agent, UUID.randomUUID()));
  }

  public void go(UUID agent) {
    db.run("delete from agent_presence where agent_id = '%s'".formatted(agent));
  }

  /// Somebody whom nobody knows writes over the account; returns their chat.
  public UUID customer(Account account) {
    return customers(account, 1).getFirst();
  }

  public UUID customer() {
    return customer(engine.account);
  }

  /// Several, one after the other.
  public List<UUID> customers(Account account, int many) {
    return IntStream.range(0, many).mapToObj(_ -> {
      var number = "+55119%08d".formatted(++customers);
      engine.webhooks.receive(account.id(), TestProvider.webhook(List.of(
          Map.of("from", number, "id", UUID.randomUUID().toString(), "text", "Oi"))));
      return db.value(UUID.class, """
          select id
          from chats
          where account_id = ?
            and address = ?
            and status = 'ACTIVE'
          """, account.id(), number);
    }).toList();
  }

  public List<UUID> customers(int many) {
    return customers(engine.account, many);
  }

  /// Whose a chat is; null where it is nobody's.
  public UUID assignee(UUID chat) {
    return db.values(UUID.class, "select assignee_id from chats where id = ?", chat).getFirst();
  }

  /// The chats that an agent sees to.
  public List<UUID> chatsOf(UUID agent) {
    return db.values(UUID.class, """
        select id
        from chats
        where assignee_id = ?
          and queue in (1, 3)
        order by waiting_since, id
        """, agent);
  }

  /// A team with these agents and accounts.
  public void team(String name, List<UUID> agents, List<Account> accounts) {
    var team = Ids.next();
    db.run("insert into teams (id, tenant_id, name) values ('%s', '%s', '%s')".formatted(team, engine.tenantId, name));
    agents.forEach(agent -> db.run("insert into team_agents (team_id, agent_id, tenant_id) values ('%s', '%s', '%s')"
        .formatted(team, agent, engine.tenantId)));
    accounts.forEach(account -> db.run(
        "insert into team_accounts (team_id, account_id, tenant_id) values ('%s', '%s', '%s')"
            .formatted(team, account.id(), engine.tenantId)));
  }

  /// Nothing of this tenant is given or taken back any more.
  @Override
  public void close() throws Exception {
    db.run("update channel_accounts set assignment = 'manual' where tenant_id = '%s'".formatted(engine.tenantId),
        "delete from agent_turns where tenant_id = '%s'".formatted(engine.tenantId));
    engine.close();
  }
}
