package dev.switchboard.api.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.message.Prospect;
import dev.switchboard.core.spi.Channel;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
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
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Says what would become of a message.
@Controller("/api/v1/messages/dry-run")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Messages")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class DryRunController {

  private final BodyReader bodies;
  private final Messages messages;

  DryRunController(BodyReader bodies, Messages messages) {
    this.bodies = bodies;
    this.messages = messages;
  }

  @Post
  @Operation(operationId = "dryRunMessage", summary = "Find out what would become of a message",
      description = "The body is that of a message to send. Stores nothing and sends nothing. Of each way it tells in how many "
          + "parts the text would go and, over SMS, how many segments the networks count and in which encoding; where the "
          + "service has windows, whether the customer's is open and until when.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = SendRequest.class)))
  DryRun dryRun(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var request = bodies.read(body, SendRequest.class);
    return DryRun.of(messages.consider(request.by(principal, request.idempotencyKey())));
  }

  /// What would become of the message.
  ///
  /// @param accepted whether it would be accepted
  /// @param error why not
  /// @param ways the accounts that it could go by, in the order of its route
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "DryRun")
  record DryRun(boolean accepted, @Nullable FieldError error, List<Outlook> ways) {

    static DryRun of(Prospect prospect) {
      return new DryRun(prospect.refused() == null, problem(prospect.refused()),
          prospect.ways().stream().map(Outlook::of).toList());
    }
  }

  /// What is to be said of one way.
  ///
  /// @param chosen whether the message would begin with it
  /// @param usable whether it could go this way at all
  /// @param recipient the address that it would be sent to
  /// @param kind of the content as it would be sent this way
  /// @param parts how many messages its text would be
  /// @param segments how many SMS the networks count, over all parts; only of texts over SMS
  /// @param encoding of these: the dearer one where the parts differ
  /// @param windowOpen whether the customer's window is open when the message is to be sent; only of services with windows
  /// @param windowExpiresAt when it closes, or closed; not there where the customer never wrote
  /// @param error why it could not go this way
  /// @param illness why the account cannot send at the moment
  /// @param illUntil when that may be over
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "DryRunWay")
  record Outlook(String account, boolean chosen, boolean usable, @Nullable Channel channel, @Nullable String recipient,
      @Nullable String kind, @Nullable Integer parts, @Nullable Integer segments,
      @Schema(allowableValues = {
          "GSM-7", "UCS-2"}) @Nullable String encoding,
      @Nullable Boolean windowOpen,
      @Nullable Instant windowExpiresAt, @Nullable FieldError error, @Nullable String illness,
      @Nullable Instant illUntil) {

    static Outlook of(Prospect.Outlook way) {
      return new Outlook(way.account(), way.chosen(), way.refused() == null, way.channel(), way.recipient(), way.kind(),
          way.parts(), way.segments(), way.encoding(), way.windowOpen(), way.windowExpiresAt(), problem(way.refused()),
          way.illness(), way.illUntil());
    }
  }

  private static @Nullable FieldError problem(@Nullable Refused refused) {
    return refused == null ? null : new FieldError(refused.field(), refused.code().label(), refused.detail());
  }
}
