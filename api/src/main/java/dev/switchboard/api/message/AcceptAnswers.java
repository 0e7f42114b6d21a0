package dev.switchboard.api.message;

import com.fasterxml.jackson.annotation.JsonInclude;
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
import org.jspecify.annotations.Nullable;

/// What is answered to whoever hands a message in.
public final class AcceptAnswers {

  /// The header of an answer that was given before.
  public static final String REPLAYED = "Idempotency-Replayed";

  private AcceptAnswers() {}

  /// The message is stored and will be sent.
  ///
  /// @param parts where a long text was split, the ids of all messages in their order; left out where it was not
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "AcceptedMessage")
  public record AcceptedMessage(UUID id, MessageStatus status, UUID chatId, @Nullable List<UUID> parts) {}

  /// 202 with the message's address.
  ///
  /// @throws ProblemException where it is refused
  public static HttpResponse<AcceptedMessage> answer(AcceptResult result) {
    return switch (result) {
      case AcceptResult.Accepted(var id, var chatId, var status, var repeated, var parts) -> {
        var answer = HttpResponse.<AcceptedMessage>accepted(URI.create("/api/v1/messages/" + id))
            .body(new AcceptedMessage(id, status, chatId, orNull(parts)));
        yield repeated ? answer.header(REPLAYED, "true") : answer;
      }
      case AcceptResult.Refused refused -> throw ProblemException.of(problem(refused));
      case AcceptResult.Overtaken _ -> throw ProblemException.of(ProblemType.STALE_REPLY, null);
    };
  }

  static @Nullable List<UUID> orNull(List<UUID> parts) {
    return parts.isEmpty() ? null : parts;
  }

  static Problem problem(AcceptResult.Refused refused) {
    var type = refused.code() == AcceptResult.Refusal.KEY_REUSED
        ? ProblemType.KEY_REUSED
        : ProblemType.INVALID_REQUEST;
    return Problem.of(type, errors(refused));
  }

  /// The members at fault.
  public static List<FieldError> errors(AcceptResult.Refused refused) {
    return refused.all().stream()
        .map(fault -> new FieldError(fault.field(), fault.code().label(), fault.detail()))
        .toList();
  }
}
