package dev.switchboard.api.team;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.tenant.ApiKey;
import dev.switchboard.core.tenant.ApiKeys;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The API keys of the caller's tenant. For admins.
@Controller("/api/v1/api-keys")
@Secured(Roles.ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Team")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class ApiKeyController {

  private final BodyReader bodies;
  private final ApiKeys keys;

  ApiKeyController(BodyReader bodies, ApiKeys keys) {
    this.bodies = bodies;
    this.keys = keys;
  }

  @Get
  @Operation(operationId = "listApiKeys", summary = "List API keys, the latest first",
      description = "Also those that were revoked. The keys themselves cannot be seen any more.")
  ApiKeyList list(@Parameter(hidden = true) Principal principal) {
    return new ApiKeyList(keys.list(principal.tenantId()).stream().map(ApiKeyView::of).toList());
  }

  @Post
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createApiKey", summary = "Make an API key",
      description = "The answer is the only place where the key can be seen.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = NewApiKey.class)))
  NewKey create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var name = bodies.read(body, NewApiKey.class).name().strip();
    var issued = keys.issue(principal.actor(), name);
    return new NewKey(issued.id(), name, issued.key().reveal());
  }

  @Delete("/{id}")
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "revokeApiKey", summary = "Make an API key worthless")
  void revoke(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    if (!keys.revoke(principal.actor(), id)) {
      throw ProblemException.of(ProblemType.NOT_FOUND, "There is no such key, or not any more.");
    }
  }

  /// @param name what people call it
  @Schema(name = "NewApiKey", example = "{\"name\":\"billing\"}")
  record NewApiKey(String name) implements Checked {

    @Override
    public List<FieldError> faults() {
      return Rules.name(name).toList();
    }
  }

  /// @param key for the header `Authorization: Bearer`
  @Schema(name = "IssuedApiKey")
  record NewKey(UUID id, String name, String key) {

    @Override
    public String toString() {
      return "NewKey[" + id + "]";
    }
  }

  @Schema(name = "ApiKeyList")
  record ApiKeyList(List<ApiKeyView> apiKeys) {}

  /// @param prefix its first characters, so that people can tell keys apart
  /// @param revokedAt since when it is worth nothing
  @Schema(name = "ApiKey")
  record ApiKeyView(UUID id, String name, String prefix, Instant createdAt, @Nullable Instant revokedAt) {

    static ApiKeyView of(ApiKey key) {
      return new ApiKeyView(key.id(), key.name(), key.prefix(), key.createdAt(), key.revokedAt());
    }
  }
}
