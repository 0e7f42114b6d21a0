package dev.switchboard.core.tenant;

/// What became of a team that somebody wanted to change. Unless it is done, nothing was changed.
public sealed interface TeamChange {

  /// @param team as it is now
  record Done(Team team) implements TeamChange {}

  /// There is no such team.
  record NoTeam() implements TeamChange {}

  /// Another one has the name.
  record Taken() implements TeamChange {}

  /// One of the agents is none.
  record NoAgent() implements TeamChange {}

  /// One of the accounts is none.
  record NoAccount() implements TeamChange {}
}
