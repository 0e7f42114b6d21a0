package dev.switchboard.core.assignment;

import dev.switchboard.core.database.Columns;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.metric.EngineMetrics;
import dev.switchboard.core.tenant.Sights;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// Gives chats that wait for anybody to agents, where their account wants it: the one that has waited longest first, each to
/// who is there, has room, sees the account, and was given one the longest ago.
///
/// Any number of nodes may do it at once: of one tenant's chats one transaction decides at a time, under a lock that whoever
/// changes the team takes as well, so no chat is given twice and nobody more than they have room for. It waits for no chat that
/// somebody else is at; whoever is at one rings when they have done. Thread-safe.
@Singleton
public final class WaitingChats {

  /// What the doorbell rings when a chat may wait for anybody, or somebody may have room who had none.
  public static final String DUE = "assignment";

  /// How many are given in one transaction.
  static final int BATCH = 100;

  // Agents who are there and have room. Their chats are not counted further than to their capacity.
  private static final String READY = """
      from agents a
      cross join lateral (
        select a.capacity - count(*)::integer as room
        from (
          select
          from chats
          where queue in (1, 3)
            and assignee_id = a.id
          limit a.capacity) open) has
      where a.tenant_id = %s
        and a.presence = 'online'
        and a.disabled_at is null
        and exists (
          select
          from agent_presence p
          where p.agent_id = a.id
            and p.until > now())
        and has.room > 0
      """;

  // Accounts of which there is something to be given. With a limit, so that it is looked for account by account.
  private static final String WANTING = """
      from channel_accounts account
      cross join lateral (
        select
        from chats
        where queue = 0
          and account_id = account.id
        limit 1) waiting
      where account.assignment = 'automatic'
        and account.enabled
      """;

  /// The tenants of which something can be given now.
  static final String TENANTS = """
      with wanting as materialized (
        select account.id, account.tenant_id
        %s)
      select distinct wanting.tenant_id
      from wanting
      where exists (
        select
        %s
          and sees_account(a.id, wanting.id))
      """.formatted(WANTING, READY.formatted("wanting.tenant_id"));

  // Of each account no more than can be given of it: the oldest chats of all would fill the batch while nobody has room for
  // any of them, and others would wait behind them.
  static final String CLAIM = """
      select waiting.id, waiting.account_id
      from unnest(?::uuid[], ?::integer[]) as wanting(account_id, room)
      cross join lateral (
        select id, account_id, waiting_since
        from chats
        where queue = 0
          and account_id = wanting.account_id
        order by waiting_since, id
        limit wanting.room
        for no key update skip locked) waiting
      order by waiting.waiting_since, waiting.id
      """;

  private final Database database;
  private final Doorbell doorbell;

  public WaitingChats(Database database, Doorbell doorbell) {
    this.database = database;
    this.doorbell = doorbell;
  }

  /// Gives all that can be given, of all tenants, and returns how many. Blocks; where nothing can be given it is one query, and
  /// where no account is automatic one look into an empty index.
  public int give() {
    var given = 0;
    int round;
    do {
      round = tenants().stream().mapToInt(this::give).sum();
      given += round;
    } while (round > 0);
    return given;
  }

  private List<UUID> tenants() {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(TENANTS);
          var row = statement.executeQuery()) {
        var tenants = new ArrayList<UUID>();
        while (row.next()) {
          tenants.add(row.getObject(1, UUID.class));
        }
        return tenants;
      }
    });
  }

  private int give(UUID tenantId) {
    int given = database.retried(connection -> {
      Sights.holdAlone(connection, tenantId);
      // In statements of their own: they see what was committed under the lock before.
      var rota = rota(connection, tenantId);
      var handovers = new ArrayList<Handover>();
      for (var chat : claim(connection, rota)) {
        rota.next(chat.accountId).ifPresent(agent -> handovers.add(Handover.to(chat.id, agent)));
      }
      Handover.write(connection, handovers);
      return handovers.size();
    });
    if (given > 0) {
      doorbell.ring("events");
      EngineMetrics.assignments("given", given);
    }
    return given;
  }

  private static Rota rota(Connection connection, UUID tenantId) throws SQLException {
    var sql = """
        with ready as materialized (
          select a.id, has.room
          %s),
        wanting as materialized (
          select account.id
          %s
            and account.tenant_id = ?)
        select ready.id as agent_id, ready.room, wanting.id as account_id
        from ready
        join wanting on sees_account(ready.id, wanting.id)
        left join agent_turns t on t.agent_id = ready.id
        order by t.given_at nulls first, ready.id
        """.formatted(READY.formatted("?"), WANTING);
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, tenantId);
      statement.setObject(2, tenantId);
      try (var row = statement.executeQuery()) {
        var rooms = new LinkedHashMap<UUID, Integer>();
        var accounts = new LinkedHashMap<UUID, Set<UUID>>();
        while (row.next()) {
          var agent = row.getObject("agent_id", UUID.class);
          rooms.put(agent, row.getInt("room"));
          accounts.computeIfAbsent(agent, _ -> new HashSet<>()).add(row.getObject("account_id", UUID.class));
        }
        return new Rota(accounts.entrySet().stream()
            .map(each -> new Rota.Candidate(each.getKey(), rooms.getOrDefault(each.getKey(), 0), each.getValue()))
            .toList());
      }
    }
  }

  private record Waiting(UUID id, UUID accountId) {}

  private static List<Waiting> claim(Connection connection, Rota rota) throws SQLException {
    try (var statement = connection.prepareStatement(CLAIM)) {
      new Columns<>(statement, 1, List.copyOf(rota.accounts()))
          .uuid(account -> account)
          .integer(account -> Math.min(BATCH, rota.room(account)));
      try (var row = statement.executeQuery()) {
        var waiting = new ArrayList<Waiting>();
        while (row.next()) {
          waiting.add(new Waiting(row.getObject("id", UUID.class), row.getObject("account_id", UUID.class)));
        }
        return waiting;
      }
    }
  }
}
