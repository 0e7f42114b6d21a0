package dev.switchboard.api.team;

import dev.switchboard.api.body.Checked;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.core.tenant.TeamDraft;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be another way with a team; everything else stays.
///
/// @param agents the ids of all of its agents
/// @param accounts the names of all of its accounts
@Schema(name = "ChangedTeam", example = "{\"accounts\":[\"whatsapp\",\"support\"]}")
record ChangedTeam(@Nullable String name, @Nullable List<UUID> agents,
    @Nullable List<String> accounts) implements Checked {

  @Override
  public List<FieldError> faults() {
    return Stream.of(Rules.name(name), Rules.members("agents", agents), Rules.members("accounts", accounts))
        .flatMap(faults -> faults)
        .toList();
  }

  TeamDraft draft() {
    return new TeamDraft(name == null ? null : name.strip(), agents == null ? null : Set.copyOf(agents),
        accounts == null ? null : Set.copyOf(accounts));
  }
}
