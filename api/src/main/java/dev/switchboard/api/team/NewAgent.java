package dev.switchboard.api.team;

import dev.switchboard.api.body.Checked;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.PasswordRule;
import dev.switchboard.core.tenant.Role;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.stream.Stream;

/// An agent whom somebody wants to have.
///
/// @param email with which they log in; nobody else in any tenant has it
@Schema(name = "NewAgent", example = """
    {"name":"Ana","email":"ana@example.com","password":"correct horse battery staple","role":"agent"}""")
record NewAgent(String name, String email, String password, Role role) implements Checked {

  @Override
  public List<FieldError> faults() {
    return Stream.of(Rules.name(name), Rules.email(email), PasswordRule.faults("password", password), Rules.role(role))
        .flatMap(faults -> faults)
        .toList();
  }

  @Override
  public String toString() {
    return "NewAgent[***]";
  }
}
