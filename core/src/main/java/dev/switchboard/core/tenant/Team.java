package dev.switchboard.core.tenant;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// Agents who see accounts that others do not. An account that no team has is seen by everybody, one that teams have by
/// their agents and by admins.
///
/// @param accounts by their names
public record Team(UUID id, String name, List<Member> agents, List<String> accounts) {

  /// One of its agents.
  public record Member(UUID id, String name) {}

  static Team read(ResultSet row) throws SQLException {
    var ids = (UUID[]) row.getArray("agent_ids").getArray();
    var names = (String[]) row.getArray("agent_names").getArray();
    return new Team(row.getObject("id", UUID.class), row.getString("name"),
        IntStream.range(0, ids.length).mapToObj(i -> new Member(ids[i], names[i])).toList(),
        List.of((String[]) row.getArray("accounts").getArray()));
  }
}
