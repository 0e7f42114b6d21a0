package dev.switchboard.api.chat;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Checked;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.chat.ChatLabels;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.chat.Label;
import dev.switchboard.core.chat.Labels;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The labels of the caller's tenant, and which of them its chats have.
@Controller("/api/v1")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Inbox")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class LabelController {

  private static final int LONGEST_NAME = 50;
  // On one chat.
  private static final int MOST = 20;

  private final BodyReader bodies;
  private final Labels labels;
  private final ChatLabels chatLabels;
  private final Chats chats;

  LabelController(BodyReader bodies, Labels labels, ChatLabels chatLabels, Chats chats) {
    this.bodies = bodies;
    this.labels = labels;
    this.chatLabels = chatLabels;
    this.chats = chats;
  }

  @Put("/chats/{id}/labels")
  @Operation(operationId = "labelChat", summary = "Give a chat these labels and no others")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = ChosenLabels.class)))
  ChatView put(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @Body byte @Nullable [] body) {
    ChatController.find(chats, principal, id);
    var wanted = bodies.read(body, ChosenLabels.class).labels();
    ChangeAnswers.check(chatLabels.put(principal.actor(), id, new TreeSet<>(wanted)));
    return ChatController.find(chats, principal, id);
  }

  @Get("/labels")
  @Operation(operationId = "listLabels", summary = "List all labels by their names")
  All list(@Parameter(hidden = true) Principal principal) {
    return new All(labels.list(principal.tenantId()));
  }

  @Post("/labels")
  @Secured(Roles.SUPERVISOR)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createLabel", summary = "Make a label", description = "For admins and supervisors.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = NewLabel.class)))
  Label create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, NewLabel.class);
    return WrittenAnswers.done(labels.create(principal.actor(), wanted.name(), wanted.color()), "name");
  }

  @Patch("/labels/{id}")
  @Secured(Roles.SUPERVISOR)
  @Operation(operationId = "changeLabel", summary = "Change a label", description = "For admins and supervisors.")
  @RequestBody(required = true,
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = ChangedLabel.class)))
  Label change(@Parameter(hidden = true) Principal principal, @PathVariable UUID id, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, ChangedLabel.class);
    return WrittenAnswers.done(labels.change(principal.actor(), id, wanted.name(), wanted.color()), "name");
  }

  @Delete("/labels/{id}")
  @Secured(Roles.SUPERVISOR)
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteLabel", summary = "Delete a label",
      description = "For admins and supervisors. No chat has it any more.")
  void delete(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    WrittenAnswers.done(labels.delete(principal.actor(), id), "name");
  }

  private static List<FieldError> faults(@Nullable String name, @Nullable String color) {
    var badColor = color == null || color.matches("#[0-9a-f]{6}")
        ? Optional.<FieldError>empty()
        : Optional.of(new FieldError("color", "bad-value", "must be a color such as #d73a4a"));
    return Stream.of(Words.fault("name", name, LONGEST_NAME), badColor).flatMap(Optional::stream).toList();
  }

  /// @param labels their ids
  @Schema(name = "ChosenLabels", example = "{\"labels\":[\"019362d0-6a0e-7c3b-9a3e-0f6c2b1d4e5f\"]}")
  record ChosenLabels(List<UUID> labels) implements Checked {

    @Override
    public List<FieldError> faults() {
      return labels == null || labels.size() <= MOST && labels.stream().allMatch(Objects::nonNull)
          ? List.of()
          : List.of(new FieldError("labels", "bad-value", "must be at most " + MOST + " ids"));
    }
  }

  @Schema(name = "LabelList")
  record All(List<Label> labels) {}

  /// @param color such as `#d73a4a`
  @Schema(name = "NewLabel", example = "{\"name\":\"billing\",\"color\":\"#d73a4a\"}")
  record NewLabel(String name, String color) implements Checked {

    @Override
    public List<FieldError> faults() {
      return LabelController.faults(name, color);
    }
  }

  /// What is not said stays.
  @Schema(name = "ChangedLabel", example = "{\"color\":\"#0e8a16\"}")
  record ChangedLabel(@Nullable String name, @Nullable String color) implements Checked {

    @Override
    public List<FieldError> faults() {
      return LabelController.faults(name, color);
    }
  }
}
