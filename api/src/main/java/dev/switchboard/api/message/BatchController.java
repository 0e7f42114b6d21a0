package dev.switchboard.api.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.Messages;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Many messages in one request. Each stands for itself: one that is refused does not stop the others.
@Controller("/api/v1/messages/batch")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Messages")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class BatchController {

  private static final int MOST = 1_000;

  private final BodyReader bodies;
  private final Messages messages;

  BatchController(BodyReader bodies, Messages messages) {
    this.bodies = bodies;
    this.messages = messages;
  }

  @Post
  @Status(HttpStatus.ACCEPTED)
  @Operation(operationId = "sendMessages", summary = "Send up to 1,000 messages",
      description = "Each message has its result, in the order of the request. Give each an idempotencyKey to be able to "
          + "repeat the request safely.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = SendBatch.class)))
  Results send(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body,
      @Parameter(hidden = true) @Header("Idempotency-Key") @Nullable String idempotencyKey) {
    if (idempotencyKey != null) {
      throw invalid("Idempotency-Key", "bad-key", "is for one message; give each its own idempotencyKey");
    }
    var items = bodies.read(body, Batch.class).messages();
    if (items.isEmpty() || items.size() > MOST) {
      throw invalid("messages", "bad-value", "must have 1 to 1,000 elements");
    }
    return new Results(accept(principal, items));
  }

  private List<Result> accept(Principal principal, List<JsonNode> items) {
    var results = new Result[items.size()];
    var places = new ArrayList<Integer>();
    var requests = new ArrayList<MessageRequest>();
    for (var i = 0; i < results.length; i++) {
      try {
        requests.add(read(principal, items.get(i)));
        places.add(i);
      } catch (ProblemException e) {
        results[i] = Result.refused(i, e.problem());
      }
    }
    var accepted = messages.acceptAll(requests);
    IntStream.range(0, places.size()).forEach(i -> results[places.get(i)] = Result.of(places.get(i), accepted.get(i)));
    return List.of(results);
  }

  private MessageRequest read(Principal principal, JsonNode item) {
    var request = bodies.read(item, SendRequest.class);
    return request.by(principal, IdempotencyKey.of(null, request.idempotencyKey(), "idempotencyKey"));
  }

  private static ProblemException invalid(String field, String code, String detail) {
    return ProblemException.of(List.of(new FieldError(field, code, detail)));
  }

  record Batch(List<JsonNode> messages) {}

  /// Only for the description: a message that cannot be read must not make the others unreadable.
  @Schema(name = "Batch", description = "1 to 1,000 messages.")
  record SendBatch(List<SendRequest> messages) {}

  @Schema(name = "BatchResults")
  record Results(List<Result> results) {}

  /// What became of one message.
  ///
  /// @param index its place in the request
  /// @param status 202 where it was accepted, else the problem's
  /// @param parts where a long text was split, the ids of all messages in their order
  /// @param replayed true where this answer was given before
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "BatchResult")
  record Result(int index, int status, @Nullable UUID id, @Nullable UUID chatId, @Nullable List<UUID> parts,
      @Nullable Boolean replayed, @Nullable Problem problem) {

    static Result of(int index, AcceptResult result) {
      return switch (result) {
        case AcceptResult.Accepted accepted -> new Result(index, HttpStatus.ACCEPTED.getCode(), accepted.id(),
            accepted.chatId(), AcceptAnswers.orNull(accepted.parts()), accepted.repeated() ? true : null, null);
        case AcceptResult.Refused refused -> refused(index, AcceptAnswers.problem(refused));
        case AcceptResult.Overtaken _ -> refused(index, Problem.of(ProblemType.STALE_REPLY, (String) null));
      };
    }

    static Result refused(int index, Problem problem) {
      return new Result(index, problem.status(), null, null, null, null, problem);
    }
  }
}
