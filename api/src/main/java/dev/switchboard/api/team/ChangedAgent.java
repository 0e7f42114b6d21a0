package dev.switchboard.api.team;

import dev.switchboard.api.body.Checked;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.core.tenant.AgentChange;
import dev.switchboard.core.tenant.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is to be another way with an agent; everything else stays.
///
/// @param disabled whether they may do nothing any more
/// @param capacity how many open chats they may be given without being asked
@Schema(name = "ChangedAgent", example = "{\"role\":\"supervisor\",\"capacity\":20}")
record ChangedAgent(@Nullable String name, @Nullable Role role, @Nullable Boolean disabled,
    @Nullable Integer capacity) implements Checked {

  @Override
  public List<FieldError> faults() {
    return Stream.of(Rules.name(name), Rules.role(role), Rules.capacity(capacity))
        .flatMap(faults -> faults)
        .toList();
  }

  AgentChange change() {
    return new AgentChange(name == null ? null : name.strip(), role, null, capacity, disabled);
  }
}
