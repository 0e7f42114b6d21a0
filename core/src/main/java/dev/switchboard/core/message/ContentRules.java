package dev.switchboard.core.message;

import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Capabilities.Limits;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.Interaction;
import dev.switchboard.core.spi.MediaFile;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a content is whole, and within what its account can do. What is not is refused with the member at fault.
final class ContentRules {

  private static final int LONGEST_SUBJECT = 998;

  private final Content content;
  private final Limits limits;

  private ContentRules(Content content, Limits limits) {
    this.content = content;
    this.limits = limits;
  }

  /// @param answers whether the message answers another one
  static void check(Capabilities capabilities, Content content, boolean answers) throws RefusedException {
    if (!capabilities.contentKinds().contains(content.kind())) {
      throw new RefusedException("content.type", Refusal.CONTENT_NOT_SUPPORTED, "this account takes "
          + String.join(", ", capabilities.contentKinds().stream().map(ContentKind::code).sorted().toList()));
    }
    new ContentRules(content, capabilities.limits(content.kind())).check(answers);
  }

  private void check(boolean answers) throws RefusedException {
    switch (content) {
      case Content.Text(var text) -> needed("content.text", text);
      case Content.Media media -> {
        file("content.file", media.file());
        optional("content.caption", media.caption());
      }
      case Content.Location location -> location(location);
      case Content.Contacts(var contacts) -> notEmpty("content.contacts", contacts);
      case Content.Reaction _ -> {
        if (!answers) {
          throw new RefusedException("replyTo", Refusal.UNKNOWN_MESSAGE, "a reaction says which message it is put on");
        }
      }
      case Content.Interactive interactive -> interactive(interactive);
      case Content.Template template -> needed("content.name", template.name(), Integer.MAX_VALUE);
      case Content.Email email -> email(email);
      case Content.Notification(var title, var body, _, var data, _, _, _) -> {
        optional("content.body", body);
        if (isBlank(title) && isBlank(body) && data.isEmpty()) {
          throw new RefusedException("content.title", Refusal.CONTENT_EMPTY, "a title, a body or data is needed");
        }
      }
      case Content.Choice _,Content.Order _,Content.Notice _,Content.Unknown _ -> throw new RefusedException(
          "content.type", Refusal.CONTENT_NOT_SUPPORTED, content.kind().code() + " cannot be sent");
    }
  }

  private void file(String field, MediaFile file) throws RefusedException {
    if (file.source() != null) {
      throw new RefusedException(field + ".source", Refusal.BAD_CONTENT, "is no member of what is sent");
    }
    if ((file.url() == null) == (file.attachmentId() == null)) {
      throw new RefusedException(field, Refusal.BAD_CONTENT, "has either a url or an attachmentId");
    }
    link(field + ".url", file.url());
    var type = file.mimeType();
    if (type != null && !limits.takes(type)) {
      throw new RefusedException(field + ".mimeType", Refusal.FILE_NOT_SUPPORTED,
          "must be one of " + String.join(", ", limits.mimeTypes().stream().sorted().toList()));
    }
    if (file.size() != null && limits.bytes() > 0 && file.size() > limits.bytes()) {
      throw new RefusedException(field + ".size", Refusal.FILE_TOO_LARGE,
          "must be at most " + limits.bytes() + " bytes");
    }
  }

  private static void link(String field, @Nullable URI url) throws RefusedException {
    if (url != null && !("https".equals(url.getScheme()) && url.getHost() != null)) {
      throw new RefusedException(field, Refusal.BAD_CONTENT, "must be an address that begins with https://");
    }
  }

  private static void location(Content.Location location) throws RefusedException {
    // Written so that NaN is refused as well.
    if (!(Math.abs(location.latitude()) <= 90)) {
      throw new RefusedException("content.latitude", Refusal.BAD_CONTENT, "must be between -90 and 90");
    }
    if (!(Math.abs(location.longitude()) <= 180)) {
      throw new RefusedException("content.longitude", Refusal.BAD_CONTENT, "must be between -180 and 180");
    }
    link("content.url", location.url());
  }

  private void interactive(Content.Interactive interactive) throws RefusedException {
    needed("content.body", interactive.body());
    var media = interactive.media();
    if (media != null && interactive.header() != null) {
      throw new RefusedException("content.media", Refusal.BAD_CONTENT, "there is a header already");
    }
    if (media != null) {
      link("content.media.file.url", media.file().url());
    }
    switch (interactive.action()) {
      case Interaction.Buttons(var buttons) -> {
        notEmpty("content.action.buttons", buttons);
        distinct("content.action.buttons", buttons.stream().map(Interaction.Button::id).toList());
      }
      case Interaction.Picker(var label, var sections) -> {
        needed("content.action.label", label, Integer.MAX_VALUE);
        notEmpty("content.action.sections", sections);
        for (var section : sections) {
          notEmpty("content.action.sections.rows", section.rows());
        }
        distinct("content.action.sections.rows",
            sections.stream().flatMap(section -> section.rows().stream()).map(Interaction.Row::id).toList());
      }
      case Interaction.Link(var label, var url) -> {
        needed("content.action.label", label, Integer.MAX_VALUE);
        link("content.action.url", url);
      }
    }
  }

  private void email(Content.Email email) throws RefusedException {
    needed("content.subject", email.subject(), LONGEST_SUBJECT);
    if (email.subject().chars().anyMatch(c -> c == '\r' || c == '\n')) {
      throw new RefusedException("content.subject", Refusal.BAD_CHARACTER, "must be one line");
    }
    if (email.text() == null && email.html() == null) {
      throw new RefusedException("content.text", Refusal.CONTENT_EMPTY, "text or html is needed");
    }
    optional("content.text", email.text());
    optional("content.html", email.html());
    for (var attachment : email.attachments()) {
      file("content.attachments.file", attachment.file());
    }
    link("content.unsubscribe", email.unsubscribe());
  }

  private void needed(String field, @Nullable String text) throws RefusedException {
    needed(field, text, limits.textLength());
  }

  private static void needed(String field, @Nullable String text, int longest) throws RefusedException {
    if (isBlank(text)) {
      throw new RefusedException(field, Refusal.CONTENT_EMPTY, "must not be empty");
    }
    noLonger(field, text, longest);
  }

  private void optional(String field, @Nullable String text) throws RefusedException {
    noLonger(field, text, limits.textLength());
  }

  private static void noLonger(String field, @Nullable String text, int longest) throws RefusedException {
    if (text != null && text.codePointCount(0, text.length()) > longest) {
      throw new RefusedException(field, Refusal.CONTENT_TOO_LONG, "must have at most " + longest + " characters");
    }
  }

  private static void notEmpty(String field, List<?> items) throws RefusedException {
    if (items.isEmpty()) {
      throw new RefusedException(field, Refusal.CONTENT_EMPTY, "must not be empty");
    }
  }

  // What comes back is the id alone.
  private static void distinct(String field, List<String> ids) throws RefusedException {
    if (ids.stream().anyMatch(ContentRules::isBlank) || new HashSet<>(ids).size() < ids.size()) {
      throw new RefusedException(field, Refusal.BAD_CONTENT, "must have ids, each another one");
    }
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }
}
