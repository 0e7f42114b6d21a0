package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.providers.http.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes the object that a media message consists of. What we keep is handed to Meta once and named by Meta's id from then
/// on; what lies in the open Meta fetches by itself.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media
final class MediaUpload {

  /// Meta keeps files for 30 days. A day less, because a message may wait before it is sent.
  private static final Duration KEPT = Duration.ofDays(29);

  private final GraphApi graph;

  MediaUpload(GraphApi graph) {
    this.graph = graph;
  }

  /// @throws NotSendable where the file cannot be had or was not taken: then nothing has been sent
  ObjectNode write(Content.Media media, OutboundMessage message) {
    var body = Json.object();
    var name = media.file().name();
    if (media.file().attachmentId() != null) {
      var kept = find(media.file().attachmentId(), message.files());
      checkSize(media, kept);
      body.put("id", upload(kept, message));
      name = name == null ? kept.name() : name;
    } else if (media.file().url() != null) {
      body.put("link", media.file().url().toString());
    } else {
      throw NotSendable.content("the file is neither kept here nor at an address");
    }
    describe(media, name, body);
    return body;
  }

  private static Files.Kept find(UUID attachmentId, Files files) {
    return files.find(attachmentId).orElseThrow(() -> NotSendable.content("the file is not here any more"));
  }

  // The only limit that depends on more than the kind.
  private static void checkSize(Content.Media media, Files.Kept kept) {
    if (media instanceof Content.Sticker sticker && !sticker.animated() && kept.size() > Limit.STILL_STICKER) {
      throw NotSendable.content("a sticker that does not move may have " + Limit.STILL_STICKER + " bytes");
    }
  }

  private static void describe(Content.Media media, @Nullable String name, ObjectNode body) {
    var caption = media.caption();
    if (caption != null && !caption.isBlank()) {
      body.put("caption", Limit.atMost("the caption", caption, Limit.CAPTION));
    }
    if (media instanceof Content.Document && name != null && !name.isBlank()) {
      body.put("filename", name);
    }
    if (media instanceof Content.Audio audio && audio.voice()) {
      body.put("voice", true);
    }
  }

  private String upload(Files.Kept kept, OutboundMessage message) {
    return message.files().uploaded(kept.id(), KEPT, file -> upload(file, message.files()));
  }

  private String upload(Files.Kept file, Files files) {
    try {
      return switch (graph.upload(file, files.open(file.id()))) {
        case Exchange.Answered answer -> id(answer);
        // Whether or not the file arrived, the message was not sent.
        case Exchange.NotSent(var failure) -> throw NotSendable.later(failure);
        case Exchange.Unanswered(var failure) -> throw NotSendable.later(failure);
      };
    } catch (IOException e) {
      throw NotSendable.later(Failure.of(FailureReason.UNKNOWN, "our copy of the file could not be read"));
    }
  }

  private String id(Exchange.Answered answer) {
    var id = Json.text(Json.read(answer.body()).path("id"));
    if (answer.status() >= 200 && answer.status() < 300 && id != null) {
      return id;
    }
    throw switch (graph.answers().toSend(answer, 1, Instant.now())) {
      case SendResult.Rejected rejected -> new NotSendable(rejected);
      case SendResult.RetryLater later -> new NotSendable(later);
      case SendResult.Unconfirmed(var failure) -> NotSendable.later(failure);
      case SendResult.Accepted _ ->
          NotSendable.later(Failure.of(FailureReason.SERVICE_ERROR, "an answer that makes no sense"));
    };
  }
}
