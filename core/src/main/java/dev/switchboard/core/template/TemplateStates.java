package dev.switchboard.core.template;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.InboundEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Applies what webhooks say of templates: another state counts at once, and all of the account's are fetched again soon,
/// because a webhook may come late or tell but half.
public final class TemplateStates {

  /// What a service said to an account.
  ///
  /// @param event as it can be stored
  public record Told(Account account, InboundEvent.TemplateState event) {

    String state() {
      return FetchedTemplates.state(event.state());
    }
  }

  private record NewState(String state, @Nullable String reason) {}

  private record Move(UUID id, NewState to) {}

  /// In the caller's transaction, before it locks chats. Does nothing where nothing is told.
  ///
  /// A service's template may belong to several accounts of one business: it has one id there, and the state counts for all.
  public static void apply(Connection connection, List<Told> told) throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    askAgain(connection, told);
    var moves = new TreeMap<UUID, NewState>();
    try (var statement = connection.prepareStatement("""
        with told as materialized (
          select *
          from unnest(?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[])
            with ordinality as r(account_id, tenant_id, name, language, state, reason, ord)),
        named as materialized (
          select t.id, t.tenant_id, t.service_id, r.state, r.reason, r.ord
          from told r
          join templates t on t.account_id = r.account_id and t.name = r.name
            and (r.language is null or replace(lower(t.language), '-', '_') = replace(lower(r.language), '-', '_'))),
        meant as materialized (
          select id, state, reason, ord
          from named
          union all
          select other.id, n.state, n.reason, n.ord
          from named n
          join templates other on other.tenant_id = n.tenant_id and other.service_id = n.service_id
            and other.id <> n.id)
        select t.id, m.state, m.reason
        from meant m
        join templates t on t.id = m.id
        order by t.id, m.ord
        for no key update of t
        """)) {
      new Columns<>(statement, 1, told)
          .uuid(each -> each.account.id())
          .uuid(each -> each.account.tenantId())
          .text(each -> each.event.name())
          .text(each -> each.event.language())
          .text(Told::state)
          .text(each -> each.event.reason());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          moves.put(row.getObject("id", UUID.class), new NewState(row.getString("state"), row.getString("reason")));
        }
      }
    }
    if (moves.isEmpty()) {
      return;
    }
    TemplateEvents.tell(connection, move(connection,
        moves.entrySet().stream().map(move -> new Move(move.getKey(), move.getValue())).toList()));
  }

  // In the order of accounts, and before the templates: whoever fetches them does so as well.
  private static void askAgain(Connection connection, List<Told> told) throws SQLException {
    var byId = new TreeMap<UUID, Account>();
    told.forEach(each -> byId.put(each.account.id(), each.account));
    try (var statement = connection.prepareStatement("""
        insert into template_syncs (account_id, tenant_id, due_at)
        select account_id, tenant_id, clock_timestamp()
        from unnest(?::uuid[], ?::uuid[]) with ordinality as r(account_id, tenant_id, ord)
        order by ord
        on conflict (account_id) do update
        set due_at = excluded.due_at
        """)) {
      new Columns<>(statement, 1, List.copyOf(byId.values())).uuid(Account::id).uuid(Account::tenantId);
      statement.executeUpdate();
    }
  }

  private static List<UUID> move(Connection connection, List<Move> moves) throws SQLException {
    try (var statement = connection.prepareStatement("""
        update templates t
        set state = r.state,
          reason = r.reason,
          state_at = clock_timestamp(),
          updated_at = now()
        from unnest(?::uuid[], ?::text[], ?::text[]) as r(id, state, reason)
        where t.id = r.id
          and (t.state, t.reason) is distinct from (r.state, r.reason)
        returning t.id
        """)) {
      new Columns<>(statement, 1, moves).uuid(Move::id).text(move -> move.to.state()).text(move -> move.to.reason());
      try (var row = statement.executeQuery()) {
        var changed = new ArrayList<UUID>();
        while (row.next()) {
          changed.add(row.getObject(1, UUID.class));
        }
        return changed;
      }
    }
  }

  private TemplateStates() {}
}
