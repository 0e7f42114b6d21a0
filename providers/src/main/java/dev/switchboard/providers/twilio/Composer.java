package dev.switchboard.providers.twilio;

import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.type.PhoneNumber;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.SendResult;
import dev.switchboard.core.spi.TemplateComponent;
import dev.switchboard.core.spi.TemplateValue;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Puts messages into Twilio's words.
///
/// https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
final class Composer {

  // Twilio fetches a file when the message leaves its queue, where it may stay for ten hours.
  private static final Duration LINK = Duration.ofHours(12);

  /// What goes to Twilio, as far as it depends on the content.
  ///
  /// @param body what is written; null where nothing is
  /// @param media the file that goes with it; null where none does
  /// @param action what WhatsApp shows besides; null where nothing
  /// @param contentSid of what Twilio keeps; null where it keeps nothing of it
  /// @param variables that fill it, as JSON; null where there are none
  record Letter(@Nullable String body, @Nullable URI media, @Nullable String action, @Nullable String contentSid,
      @Nullable String variables) {

    static Letter of(@Nullable String body, @Nullable URI media) {
      return new Letter(body, media, null, null, null);
    }
  }

  private final TwilioSettings settings;
  private final Capabilities capabilities;
  private final ContentCatalogue contents;

  Composer(TwilioSettings settings, Capabilities capabilities, ContentCatalogue contents) {
    this.settings = settings;
    this.capabilities = capabilities;
    this.contents = contents;
  }

  /// May ask Twilio for what it keeps.
  ///
  /// @throws UnsendableException where it cannot be sent, or not now
  Letter letter(OutboundMessage message, Budget budget) throws UnsendableException {
    var content = message.content();
    if (!capabilities.contentKinds().contains(content.kind())) {
      throw new UnsendableException(SendResult.notSupported(content));
    }
    var letter = switch (content) {
      case Content.Text(var text) -> Letter.of(text, null);
      case Content.Media media -> Letter.of(media.caption(), link(media.file(), message.files()));
      case Content.Location place -> place(place);
      case Content.Template template -> new Letter(null, null, null, contents.sid(template, budget),
          variables(template, message.files()));
      case Content.Interactive interactive -> new Letter(null, null, null,
          contents.sid(InteractiveContent.types(interactive, header(interactive, message.files())), budget), null);
      case Content.Contacts _,Content.Reaction _,Content.Choice _,Content.Email _,Content.Notification _,Content.Order _,Content.Notice _,Content.Unknown _ ->
          throw new UnsendableException(SendResult.notSupported(content));
    };
    checkLength(letter.body());
    return letter;
  }

  private void checkLength(@Nullable String body) throws UnsendableException {
    if (body != null && body.codePointCount(0, body.length()) > TwilioProvider.LONGEST_TEXT) {
      throw UnsendableException.rejected(FailureReason.CONTENT_REFUSED,
          "the text is longer than " + TwilioProvider.LONGEST_TEXT + " characters");
    }
  }

  private static URI link(MediaFile file, Files files) throws UnsendableException {
    var url = file.url();
    if (url != null) {
      return url;
    }
    var kept = file.attachmentId();
    if (kept == null) {
      throw UnsendableException.rejected(FailureReason.CONTENT_REFUSED,
          "the file is neither kept by us nor in the open");
    }
    return files.link(kept, LINK).orElseThrow(() -> UnsendableException.rejected(FailureReason.BAD_CONFIGURATION,
        "Twilio fetches files by itself, and this installation has no address outside"));
  }

  // A place needs words beside it.
  private static Letter place(Content.Location place) {
    var coordinates = degrees(place.latitude()) + "," + degrees(place.longitude());
    var words = Stream.of(place.name(), place.address()).filter(word -> word != null && !word.isBlank()).toList();
    var label = words.isEmpty() ? "" : "|" + words.getLast();
    return new Letter(words.isEmpty() ? coordinates : words.getFirst(), null, "geo:" + coordinates + label, null, null);
  }

  private static String degrees(double value) {
    return BigDecimal.valueOf(value).toPlainString();
  }

  private static @Nullable URI header(Content.Interactive interactive, Files files) throws UnsendableException {
    return interactive.media() == null ? null : link(interactive.media().file(), files);
  }

  private static @Nullable String variables(Content.Template template, Files files) throws UnsendableException {
    var variables = new LinkedHashMap<String, String>();
    for (var variable : template.variables().entrySet()) {
      variables.put(variable.getKey(), value(variable.getValue(), files));
    }
    if (variables.isEmpty()) {
      variables.putAll(inOrder(template.components(), files));
    }
    return variables.isEmpty() ? null : TwilioJson.write(variables);
  }

  // Twilio counts the placeholders through the whole template: header, body, buttons.
  private static Map<String, String> inOrder(List<TemplateComponent> components, Files files)
      throws UnsendableException {
    var variables = new LinkedHashMap<String, String>();
    var parts = components.stream()
        .sorted(Comparator.comparing(TemplateComponent::part)
            .thenComparing(component -> Objects.requireNonNullElse(component.index(), 0)))
        .toList();
    for (var part : parts) {
      for (var parameter : part.parameters()) {
        var name = parameter.name() != null ? parameter.name() : Integer.toString(variables.size() + 1);
        variables.put(name, value(parameter, files));
      }
    }
    return variables;
  }

  private static String value(TemplateValue value, Files files) throws UnsendableException {
    return value.file() != null ? link(value.file(), files).toString() : Objects.requireNonNull(value.text());
  }

  private static String value(TemplateComponent.Parameter parameter, Files files) throws UnsendableException {
    if (parameter.media() != null) {
      return link(parameter.media().file(), files).toString();
    }
    var text = parameter.text() != null ? parameter.text() : parameter.payload();
    return text == null ? "" : text;
  }

  /// The SDK's request for it.
  MessageCreator request(OutboundMessage message, Letter letter) {
    var request = new MessageCreator(new PhoneNumber(settings.addressOf(message.to())), (PhoneNumber) null,
        letter.body());
    var sender = settings.sender();
    if (sender.messagingServiceSid() != null) {
      request.setMessagingServiceSid(sender.messagingServiceSid());
    }
    if (sender.from() != null) {
      request.setFrom(settings.addressOf(sender.from()));
    }
    if (letter.media() != null) {
      request.setMediaUrl(List.of(letter.media()));
    }
    if (letter.action() != null) {
      request.setPersistentAction(List.of(letter.action()));
    }
    if (letter.contentSid() != null) {
      request.setContentSid(letter.contentSid());
    }
    if (letter.variables() != null) {
      request.setContentVariables(letter.variables());
    }
    if (settings.webhookUrl() != null) {
      request.setStatusCallback(Callback.url(settings.webhookUrl(), message.id()));
    }
    return request;
  }
}
