package dev.switchboard.api.inbox;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.net.URI;
import java.util.UUID;

/// Serves the page. Nothing in it is anybody's: whoever has it still has to log in, by the API.
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@Hidden
final class InboxController {

  // Files that customers send are shown by blob: addresses, which the page makes of what it fetched with its token.
  private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
      + "img-src 'self' blob:; media-src blob:; worker-src 'self'; base-uri 'none'; form-action 'none'; "
      + "frame-ancestors 'none'; require-trusted-types-for 'script'";
  private static final String FOR_EVER = "public, max-age=31536000, immutable";
  private static final String ASK_AGAIN = "no-cache";

  private final InboxFiles files;

  InboxController(InboxFiles files) {
    this.files = files;
  }

  @Get
  HttpResponse<?> first() {
    return HttpResponse.temporaryRedirect(URI.create("/inbox/"));
  }

  @Get("/inbox")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> page() {
    return headers(HttpResponse.ok(files.page()), MediaType.of("text/html;charset=utf-8"), ASK_AGAIN)
        .header("Content-Security-Policy", POLICY)
        .header("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        .header("Cross-Origin-Opener-Policy", "same-origin");
  }

  /// The same page, which then shows this chat.
  @Get("/inbox/chats/{id}")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> chat(@PathVariable UUID id) {
    return page();
  }

  /// The same page, which then shows how it goes.
  @Get("/inbox/overview")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> overview() {
    return page();
  }

  /// The same page, which then shows the settings, whatever their sections are.
  @Get("/inbox/settings")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> settings() {
    return page();
  }

  @Get("/inbox/settings/{section}")
  @Produces(MediaType.TEXT_HTML)
  HttpResponse<String> section(@PathVariable String section) {
    return page();
  }

  @Get("/inbox/assets/{name}")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> asset(@PathVariable String name) {
    var asset = files.asset(name)
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such file."));
    return headers(HttpResponse.ok(asset.bytes()), asset.type(), FOR_EVER);
  }

  @Get("/inbox/worker.js")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> worker() {
    return headers(HttpResponse.ok(files.worker().bytes()), files.worker().type(), ASK_AGAIN)
        .header("Content-Security-Policy", "default-src 'none'; connect-src 'self'");
  }

  private static <T> MutableHttpResponse<T> headers(MutableHttpResponse<T> answer, MediaType type, String caching) {
    return answer.contentType(type)
        .header(HttpHeaders.CACHE_CONTROL, caching)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cross-Origin-Resource-Policy", "same-origin");
  }
}
