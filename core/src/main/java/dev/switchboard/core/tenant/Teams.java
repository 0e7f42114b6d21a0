package dev.switchboard.core.tenant;

import dev.switchboard.core.database.Database;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The teams of a tenant, and with them who sees which accounts. What is changed counts at once; who loses sight of a chat
/// that is theirs loses the chat in the same transaction ([UnseenChats]). What is done is in the audit log.
///
/// Thread-safe; blocks until the commit; never touches what is another tenant's.
@Singleton
public final class Teams {

  /// What the doorbell rings when somebody or something has come into a team or left it, followed by the team's id.
  public static final String CHANGED = "changed teams ";
  private static final String UNIQUE_VIOLATION = "23505";

  private final Database database;
  private final Doorbell doorbell;
  private final Sights sights;

  public Teams(Database database, Doorbell doorbell, Sights sights) {
    this.database = database;
    this.doorbell = doorbell;
    this.sights = sights;
  }

  /// All of them by name, without the accounts that the viewer does not see.
  public List<Team> list(Viewer viewer) {
    return database.autocommit(connection -> read(connection, viewer, null));
  }

  /// @param wanted with all members
  public TeamChange create(Actor actor, TeamDraft wanted) {
    return write(actor, Ids.next(), "team-created", wanted, """
        insert into teams (name, tenant_id, id)
        values (?, ?, ?)
        """);
  }

  public TeamChange change(Actor actor, UUID id, TeamDraft wanted) {
    return write(actor, id, "team-changed", wanted, """
        update teams
        set name = coalesce(?, name)
        where tenant_id = ?
          and id = ?
        """);
  }

  private TeamChange write(Actor actor, UUID id, String action, TeamDraft wanted, String sql) {
    try {
      return told(database.retried(connection -> {
        Sights.holdAlone(connection, actor.tenantId());
        var members = new TeamMembers(connection, actor.tenantId(), id);
        if (!members.areAgents(wanted.agents())) {
          return new TeamChange.NoAgent();
        }
        if (!members.areAccounts(wanted.accounts())) {
          return new TeamChange.NoAccount();
        }
        if (!execute(connection, sql, wanted.name(), actor.tenantId(), id)) {
          return new TeamChange.NoTeam();
        }
        members.put(wanted.agents(), wanted.accounts());
        AuditLog.write(connection, actor, action, id, wanted.said());
        UnseenChats.release(connection, actor);
        return new TeamChange.Done(read(connection, actor.viewer(), id).getFirst());
      }));
    } catch (DatabaseException e) {
      if (e.sqlState().equals(UNIQUE_VIOLATION)) {
        return new TeamChange.Taken();
      }
      throw e;
    }
  }

  /// Its accounts are seen by everybody from then on, unless other teams have them. Says whether there was such a team.
  public boolean delete(Actor actor, UUID id) {
    return told(database.retried(connection -> {
      Sights.holdAlone(connection, actor.tenantId());
      var team = read(connection, actor.viewer(), id);
      if (team.isEmpty()) {
        return new TeamChange.NoTeam();
      }
      remove(connection, id);
      AuditLog.write(connection, actor, "team-deleted", id, Map.of("name", team.getFirst().name()));
      UnseenChats.release(connection, actor);
      return new TeamChange.Done(team.getFirst());
    })) instanceof TeamChange.Done;
  }

  private static void remove(Connection connection, UUID id) throws SQLException {
    try (var statement = connection.prepareStatement("delete from teams where id = ?")) {
      statement.setObject(1, id);
      statement.executeUpdate();
    }
  }

  private TeamChange told(TeamChange change) {
    if (change instanceof TeamChange.Done) {
      sights.forget();
      doorbell.ring("events");
    }
    return change;
  }

  private static boolean execute(Connection connection, String sql, @Nullable String name, UUID tenantId, UUID id)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.setObject(2, tenantId);
      statement.setObject(3, id);
      return statement.executeUpdate() > 0;
    }
  }

  private static List<Team> read(Connection connection, Viewer viewer, @Nullable UUID id) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select t.id, t.name, coalesce(theirs.ids, '{}') as agent_ids, coalesce(theirs.names, '{}') as agent_names,
          array(
            select c.name
            from team_accounts x
            join channel_accounts c on c.id = x.account_id
            where x.team_id = t.id
              and c.id <> all (?::uuid[])
            order by c.name) as accounts
        from teams t
        cross join lateral (
          select array_agg(a.id order by lower(a.name), a.id) as ids, array_agg(a.name order by lower(a.name), a.id) as names
          from team_agents m
          join agents a on a.id = m.agent_id
          where m.team_id = t.id) theirs
        where t.tenant_id = ?
          and t.id = coalesce(?, t.id)
        order by lower(t.name)
        """)) {
      statement.setString(1, viewer.hiddenIds());
      statement.setObject(2, viewer.tenantId());
      statement.setObject(3, id);
      try (var row = statement.executeQuery()) {
        var teams = new ArrayList<Team>();
        while (row.next()) {
          teams.add(Team.read(row));
        }
        return teams;
      }
    }
  }
}
