package dev.switchboard.api.attachment;

import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.attachment.Attachment;
import dev.switchboard.core.attachment.Attachments;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
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
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.InputStream;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Files of the caller's tenant.
@Controller("/api/v1/attachments")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Attachments")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class AttachmentController {

  private final Attachments attachments;

  AttachmentController(Attachments attachments) {
    this.attachments = attachments;
  }

  @Post("{?name}")
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "uploadAttachment", summary = "Hand in a file to be sent",
      description = "As the part `file` of a form, or as the body itself with its Content-Type and the query parameter "
          + "`name`. The answer's id is the `attachmentId` of a message's file. A file that is in no message for a day is "
          + "taken away.")
  @RequestBody(required = true, content = {
      @Content(mediaType = "multipart/form-data", schema = @Schema(implementation = UploadForm.class)),
      @Content(mediaType = "application/octet-stream", schema = @Schema(type = "string", format = "binary"))})
  @ApiResponse(responseCode = "201", description = "Kept",
      content = @Content(mediaType = "application/json", schema = @Schema(implementation = Attachment.class)))
  HttpResponse<Attachment> upload(@Parameter(hidden = true) Principal principal, HttpRequest<?> request,
      @Parameter(hidden = true) @Body @Nullable InputStream body, @QueryValue @Nullable String name) {
    var kept = new Upload(request, name, body == null ? InputStream.nullInputStream() : body)
        .store(attachments, principal.tenantId());
    return HttpResponse.created(kept, URI.create("/api/v1/attachments/" + kept.id()));
  }

  @Get("/{id}")
  @Operation(operationId = "getAttachment", summary = "Look at a file without its bytes",
      description = "WAITING: it is still with the service. KEPT: it is here. GONE: it cannot be had any more. REFUSED: it is "
          + "larger than this installation takes.")
  Attachment get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return find(principal, id);
  }

  @Get("/{id}/content")
  @Produces(MediaType.ALL)
  @Operation(operationId = "downloadAttachment", summary = "Download a file",
      description = "With its type, its size, and the SHA-256 of its bytes as ETag. One range of bytes can be asked for.")
  @ApiResponse(responseCode = "200", description = "The file",
      content = @Content(mediaType = "*/*", schema = @Schema(type = "string", format = "binary")))
  HttpResponse<?> download(@Parameter(hidden = true) Principal principal, HttpRequest<?> request,
      @PathVariable UUID id) {
    var file = find(principal, id);
    return switch (file.state()) {
      case KEPT -> FileAnswer.of(request, file, attachments);
      case WAITING -> throw ProblemException.of(ProblemType.CONFLICT, "The file is not here yet.");
      case GONE, REFUSED -> throw ProblemException.of(ProblemType.NOT_FOUND, "The file never came.");
    };
  }

  private Attachment find(Principal principal, UUID id) {
    return attachments.find(principal.viewer(), id)
        .filter(file -> !attachments.isWithdrawn(file))
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such attachment."));
  }

  /// Only for the description.
  @Schema(name = "UploadForm")
  record UploadForm(@Schema(type = "string", format = "binary") byte[] file) {}
}
