package dev.switchboard.api.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.UnopenableException;
import dev.switchboard.core.tenant.AuditLog;
import dev.switchboard.core.webhook.KeptWebhook;
import dev.switchboard.core.webhook.Replayed;
import dev.switchboard.core.webhook.WebhookCursor;
import dev.switchboard.core.webhook.WebhookFilter;
import dev.switchboard.core.webhook.WebhookItem;
import dev.switchboard.core.webhook.WebhookLedger;
import dev.switchboard.core.webhook.WebhookReplay;
import dev.switchboard.core.webhook.WebhookState;
import dev.switchboard.core.webhook.WebhookView;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The raw webhooks of the caller's tenant, for as long as they are kept.
@Controller("/api/v1/webhooks")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Webhooks")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class LedgerController {

  private static final String ADMIN = "admin";

  private final BodyReader bodies;
  private final WebhookLedger ledger;
  private final WebhookReplay replay;
  private final AuditLog audit;

  LedgerController(BodyReader bodies, WebhookLedger ledger, WebhookReplay replay, AuditLog audit) {
    this.bodies = bodies;
    this.ledger = ledger;
    this.replay = replay;
    this.audit = audit;
  }

  @Get("{?account,outcome,from,to,limit,before}")
  @Operation(operationId = "listWebhooks", summary = "List the webhooks that came, newest first, without what they say",
      description = "The answer's `next`, given as `before`, goes on where this page ends. Webhooks that did not verify are "
          + "counted, not kept.")
  Page list(@Parameter(hidden = true) Principal principal,
      @Parameter(description = "the name of an account") @QueryValue @Nullable String account,
      @QueryValue @Nullable WebhookState outcome,
      @Parameter(description = "came then or later, such as 2026-11-21T10:00:00Z") @QueryValue @Nullable String from,
      @Parameter(description = "came earlier") @QueryValue @Nullable String to, @QueryValue @Nullable Integer limit,
      @QueryValue @Nullable String before) {
    var size = Paging.limit(limit);
    var filter = new WebhookFilter(account, outcome, instant("from", from), instant("to", to));
    var found = ledger.newestFirst(principal.viewer(), filter, cursor("before", before), size + 1);
    return Paging.cut(found, size, webhook -> webhook.cursor().encode(), Page::new);
  }

  private static @Nullable Instant instant(String parameter, @Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Paging.bad(parameter, "must be an instant such as 2026-11-21T10:00:00Z");
    }
  }

  private static @Nullable WebhookCursor cursor(String parameter, @Nullable String text) {
    return text == null ? null : WebhookCursor.decode(text)
        .orElseThrow(() -> Paging.bad(parameter, "is not the `next` of a page"));
  }

  @Get("/{id}")
  @Secured(ADMIN)
  @Operation(operationId = "getWebhook", summary = "Look at a webhook as it came",
      description = "For admins. It tells what people wrote, so that somebody has looked is written down.")
  Details get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    var kept = find(principal, id);
    audit.write(principal.actor(), "webhook-read", id, Map.of("account", kept.view().account()));
    return Details.of(kept);
  }

  private KeptWebhook find(Principal principal, UUID id) {
    try {
      return ledger.find(principal.tenantId(), id).orElseThrow(LedgerController::notFound);
    } catch (UnopenableException e) {
      throw ProblemException.of(ProblemType.CONFLICT, e.getMessage());
    }
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such webhook, or it is not kept any more.");
  }

  @Post("/{id}/replay")
  @Secured(ADMIN)
  @Consumes(MediaType.ALL)
  @Operation(operationId = "replayWebhook", summary = "Read a webhook again",
      description = "For admins. Reads it with today's provider, tells what is understood now and was not before, and applies "
          + "what is new. What had been applied is not applied again. With `dry-run=true` nothing is changed.")
  Replayed replay(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @QueryValue("dry-run") @Nullable Boolean dryRun) {
    try {
      var replayed = replay.replay(principal.actor(), id, Boolean.TRUE.equals(dryRun))
          .orElseThrow(LedgerController::notFound);
      if (replayed.problem() != null) {
        throw ProblemException.of(ProblemType.CONFLICT, "It cannot be read: " + replayed.problem());
      }
      return replayed;
    } catch (UnopenableException e) {
      throw ProblemException.of(ProblemType.CONFLICT, e.getMessage());
    }
  }

  @Post("/replay")
  @Secured(ADMIN)
  @Operation(operationId = "replayWebhooks", summary = "Read many webhooks again, oldest first",
      description = "For admins. Those of an account that were not wholly understood, unless another outcome is asked for. The "
          + "answer has those that are understood in another way now; its `next`, given as `after`, goes on.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = Many.class)))
  ManyReplayed replayAll(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body,
      @QueryValue("dry-run") @Nullable Boolean dryRun) {
    var many = bodies.read(body, Many.class);
    var size = Paging.limit(many.limit());
    if (!ledger.knows(principal.tenantId(), many.account())) {
      throw ProblemException.of(
          List.of(new Problem.FieldError("account", "unknown-account", "there is no account of this name")));
    }
    var filter = new WebhookFilter(many.account(),
        Objects.requireNonNullElse(many.outcome(), WebhookState.PARTLY_UNKNOWN),
        many.since(), many.until());
    var results = replay.replayAll(principal.actor(), filter, cursor("after", many.after()), size,
        Boolean.TRUE.equals(dryRun));
    return new ManyReplayed(Boolean.TRUE.equals(dryRun), results.size(),
        results.stream().filter(Replayed::tells).toList(),
        results.size() < size ? null : results.getLast().webhook().cursor().encode());
  }

  /// @param next where the list goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "WebhookPage")
  record Page(List<WebhookView> webhooks, @Nullable String next) {}

  /// A webhook as it came, without authorization and cookies.
  ///
  /// @param body where it is text
  /// @param bodyBase64 where it is none
  /// @param items what was understood of it; null where that was not kept yet when it came
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "RawWebhook")
  record Details(WebhookView webhook, String url, Map<String, List<String>> headers, @Nullable String body,
      @Nullable String bodyBase64, @Nullable List<WebhookItem> items) {

    static Details of(KeptWebhook kept) {
      var request = kept.request();
      var text = text(request.body());
      return new Details(kept.view(), request.url(), request.headers(), text,
          text == null ? Base64.getEncoder().encodeToString(request.body()) : null, kept.items());
    }

    private static @Nullable String text(byte[] body) {
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      } catch (CharacterCodingException e) {
        return null;
      }
    }
  }

  /// Which webhooks to read again.
  ///
  /// @param account the name of the account
  /// @param since came then or later
  /// @param until came earlier
  /// @param outcome PARTLY_UNKNOWN where it is not said
  /// @param limit at most so many at once
  /// @param after the `next` of the page before
  @Schema(name = "ReplayRequest", example = "{\"account\":\"support\",\"since\":\"2026-11-21T10:00:00Z\"}")
  record Many(String account, @Nullable Instant since, @Nullable Instant until, @Nullable WebhookState outcome,
      @Nullable Integer limit, @Nullable String after) {}

  /// @param read how many were read
  /// @param results those that are understood in another way now, that brought something, or that cannot be read
  /// @param next where the list goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "ReplayAnswer")
  record ManyReplayed(boolean dryRun, int read, List<Replayed> results, @Nullable String next) {}
}
