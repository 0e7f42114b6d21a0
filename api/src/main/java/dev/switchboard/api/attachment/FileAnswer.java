package dev.switchboard.api.attachment;

import dev.switchboard.core.attachment.Attachment;
import dev.switchboard.core.attachment.Attachments;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A file as an answer. Strangers made it, so a browser is told to run nothing of it, to guess nothing about it, and to
/// show only what is known to be harmless.
final class FileAnswer {

  /// @param file one that is kept
  static MutableHttpResponse<?> of(HttpRequest<?> request, Attachment file, Attachments attachments) {
    var tag = "\"" + file.sha256() + "\"";
    if (isKnown(request, tag)) {
      return withHeaders(HttpResponse.notModified(), file, tag);
    }
    var size = Objects.requireNonNull(file.size());
    return switch (ByteRange.asked(request, tag, size)) {
      case ByteRange.Whole _ -> withHeaders(HttpResponse.ok(body(file, attachments, 0, size)), file, tag);
      case ByteRange.Part(var from, var length) ->
          withHeaders(HttpResponse.<StreamedFile>status(HttpStatus.PARTIAL_CONTENT), file, tag)
              .header(HttpHeaders.CONTENT_RANGE, "bytes " + from + "-" + (from + length - 1) + "/" + size)
              .body(body(file, attachments, from, length));
      case ByteRange.Outside _ -> HttpResponse.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
          .header(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
    };
  }

  private static boolean isKnown(HttpRequest<?> request, String tag) {
    var known = request.getHeaders().get(HttpHeaders.IF_NONE_MATCH);
    return known != null && (known.strip().equals("*") || known.contains(tag));
  }

  private static StreamedFile body(Attachment file, Attachments attachments, long from, long length) {
    var bytes = attachments.open(file);
    try {
      bytes.skipNBytes(from);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new StreamedFile(new FirstBytes(bytes, length), MediaType.APPLICATION_OCTET_STREAM_TYPE,
        file.createdAt().toEpochMilli(), length);
  }

  private static <T> MutableHttpResponse<T> withHeaders(MutableHttpResponse<T> answer, Attachment file, String tag) {
    return answer
        .header(HttpHeaders.CONTENT_TYPE, file.typeOrUnknown())
        .header(HttpHeaders.CONTENT_DISPOSITION, disposition(file))
        .header(HttpHeaders.ETAG, tag)
        .header(HttpHeaders.ACCEPT_RANGES, "bytes")
        // The bytes of an id never change, but who may see them does.
        .header(HttpHeaders.CACHE_CONTROL, "private, max-age=3600")
        .header("X-Content-Type-Options", "nosniff")
        .header("Content-Security-Policy", "sandbox; default-src 'none'");
  }

  // https://www.rfc-editor.org/rfc/rfc6266: the name in ASCII for the old, and as it is for everybody else.
  private static String disposition(Attachment file) {
    var name = file.nameOrType();
    var ascii = name.replaceAll("[^\\x20-\\x7e]", "_").replaceAll("[\"\\\\%;]", "_");
    var encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
    return (file.showable() ? "inline" : "attachment") + "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
  }

  private FileAnswer() {}
}
