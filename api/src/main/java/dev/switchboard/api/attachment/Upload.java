package dev.switchboard.api.attachment;

import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.core.attachment.Attachment;
import dev.switchboard.core.attachment.Attachments;
import dev.switchboard.core.attachment.TooLargeException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file on its way in: a form with a part `file`, or the body itself.
///
/// @param name for the body itself; null where it has none
record Upload(HttpRequest<?> request, @Nullable String name, InputStream body) {

  // What a form has around its file.
  private static final long AROUND = 64 * 1024;

  /// @throws ProblemException where it cannot be kept; then nothing is
  Attachment store(Attachments attachments, UUID tenantId) {
    var type = request.getHeaders().get(HttpHeaders.CONTENT_TYPE);
    var isForm = type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    var most = attachments.largest() + (isForm ? AROUND : 0);
    // Closed, what is still to come is read and thrown away: clients that send all before they listen get their answer.
    try (body) {
      if (request.getContentLength() > most) {
        throw tooLarge(attachments);
      }
      return isForm && type != null
          ? storePart(attachments, tenantId, type)
          : attachments.store(tenantId, type, name, body);
    } catch (TooLargeException e) {
      throw tooLarge(attachments);
    } catch (IOException e) {
      throw ProblemException.of(ProblemType.MALFORMED_REQUEST, "The body ended before its end.");
    }
  }

  private Attachment storePart(Attachments attachments, UUID tenantId, String type) throws IOException {
    var part = MultipartFile.find(body, type);
    if (part == null) {
      throw ProblemException.of(List.of(new FieldError("file", "missing", "is missing")));
    }
    return attachments.store(tenantId, part.contentType(), name == null ? part.filename() : name, part.bytes());
  }

  private static ProblemException tooLarge(Attachments attachments) {
    return ProblemException.of(ProblemType.TOO_LARGE,
        "A file may have at most " + attachments.largest() + " bytes.");
  }
}
