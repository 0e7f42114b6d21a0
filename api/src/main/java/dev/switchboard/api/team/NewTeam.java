package dev.switchboard.api.team;

import dev.switchboard.api.body.Checked;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.core.tenant.TeamDraft;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A team to be made.
///
/// @param agents their ids
/// @param accounts their names
@Schema(name = "NewTeam",
    example = "{\"name\":\"Billing\",\"agents\":[\"019362d0-6a0e-7c3b-9a3e-0f6c2b1d4e5f\"],\"accounts\":[\"whatsapp\"]}")
record NewTeam(String name, List<UUID> agents, List<String> accounts) implements Checked {

  @Override
  public List<FieldError> faults() {
    return new ChangedTeam(name, agents, accounts).faults();
  }

  TeamDraft draft() {
    return new TeamDraft(name.strip(), Set.copyOf(agents), Set.copyOf(accounts));
  }
}
