package dev.switchboard.api.message;

import dev.switchboard.api.problem.Problem;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.MessageStatus;
import io.micronaut.http.HttpResponse;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/// What is answered to whoever hands a message in.
public final class AcceptAnswers {

  /// The header of an answer that was given before.
  public static final String REPLAYED = "Idempotency-Replayed";

  private AcceptAnswers() {}

  /// The message is stored and will be sent.
  @Schema(name = "AcceptedMessage")
  public record AcceptedMessage(UUID id, MessageStatus status, UUID chatId) {}

  /// 202 with the message's address.
  ///
  /// @throws ProblemException where it is refused
  public static HttpResponse<AcceptedMessage> answer(AcceptResult result) {
    return switch (result) {
      case AcceptResult.Accepted(var id, var chatId, var status, var repeated) -> {
        var answer = HttpResponse.<AcceptedMessage>accepted(URI.create("/api/v1/messages/" + id))
            .body(new AcceptedMessage(id, status, chatId));
        yield repeated ? answer.header(REPLAYED, "true") : answer;
      }
      case AcceptResult.Refused refused -> throw ProblemException.of(problem(refused));
    };
  }

  static Problem problem(AcceptResult.Refused refused) {
    var type = refused.code() == AcceptResult.Refusal.KEY_REUSED
        ? ProblemType.KEY_REUSED
        : ProblemType.INVALID_REQUEST;
    return Problem.of(type, List.of(new FieldError(refused.field(), refused.code().label(), refused.detail())));
  }
}
