package dev.switchboard.api.webhook;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.core.webhook.WebhookInbox;
import dev.switchboard.core.webhook.WebhookOutcome;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes services' calls in, byte for byte: who they are from is proven by their signatures, over these bytes.
@Controller("/webhooks/{accountId}")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Consumes(MediaType.ALL)
@Hidden
final class WebhookController {

  private final WebhookInbox inbox;
  private final PublicUrl publicUrl;

  WebhookController(WebhookInbox inbox, PublicUrl publicUrl) {
    this.inbox = inbox;
    this.publicUrl = publicUrl;
  }

  @Post
  HttpResponse<?> post(HttpRequest<?> request, @PathVariable UUID accountId, @Body byte @Nullable [] body) {
    return receive(request, accountId, body == null ? new byte[0] : body);
  }

  @Get
  HttpResponse<?> get(HttpRequest<?> request, @PathVariable UUID accountId) {
    return receive(request, accountId, new byte[0]);
  }

  private HttpResponse<?> receive(HttpRequest<?> request, UUID accountId, byte[] body) {
    var call = new WebhookRequest(request.getMethodName(), publicUrl.of(request),
        Map.copyOf(request.getParameters().asMap()), headers(request), body, Instant.now());
    return switch (inbox.receive(accountId, call)) {
      case WebhookOutcome.Stored(var answer) -> HttpResponse.ok(answer.body())
          .contentType(MediaType.of(answer.contentType()));
      // Whoever cannot prove who they are is not told why.
      case WebhookOutcome.Refused refused -> throw ProblemException.of(ProblemType.FORBIDDEN, null);
      case WebhookOutcome.UnknownAccount unknown -> throw ProblemException.of(ProblemType.NOT_FOUND, null);
    };
  }

  private static Map<String, List<String>> headers(HttpRequest<?> request) {
    var headers = new HashMap<String, List<String>>();
    request.getHeaders().forEach((name, values) -> headers
        .computeIfAbsent(name.toLowerCase(Locale.ROOT), lower -> new ArrayList<>())
        .addAll(values));
    return headers;
  }
}
