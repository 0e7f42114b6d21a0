package dev.switchboard.api.attachment;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.attachment.Attachments;
import dev.switchboard.core.attachment.FileLinks;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Instant;

/// Gives files to services that fetch by themselves what they are to send. The address is the proof: it is signed and
/// good for a while.
@Controller("/files")
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
final class FileController {

  private final FileLinks links;
  private final Attachments attachments;

  FileController(FileLinks links, Attachments attachments) {
    this.links = links;
    this.attachments = attachments;
  }

  @Get("/{token}")
  @Produces(MediaType.ALL)
  HttpResponse<?> get(HttpRequest<?> request, @PathVariable String token) {
    return links.read(token, Instant.now())
        .flatMap(attachments::find)
        .filter(file -> file.state() == AttachmentState.KEPT)
        .<HttpResponse<?>>map(file -> FileAnswer.of(request, file, attachments))
        // Whether it was there once, or the address is made up, is nobody's business.
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, null));
  }
}
