package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import dev.switchboard.core.spi.MediaFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a customer wrote, out of a form. A form with several files is as many messages, because each has one content; the
/// first has Twilio's id, the others that with their number.
///
/// https://www.twilio.com/docs/messaging/guides/webhook-request
final class TwilioInbound {

  private static final int MOST_FILES = 10;
  private static final Set<String> TEXTUAL = Set.of("text", "button", "interactive");
  // What has its own place in a message, and what says nothing.
  private static final Set<String> PLACED = Set.of("MessageSid", "SmsSid", "SmsMessageSid", "AccountSid", "From",
      "Body",
      "NumMedia", "SmsStatus", "ApiVersion", "ProfileName", "Latitude", "Longitude", "Address", "Label", "ButtonText",
      "ButtonPayload", "ListId", "ListTitle", "ListDescription", "OriginalRepliedMessageSid", "ExternalUserId");
  private static final Pattern FILES = Pattern.compile("Media(?:Url|ContentType)[0-9]+");
  private static final Map<String, String> USUAL = Map.of("NumSegments", "1", "ReferralNumMedia", "0", "Forwarded",
      "false", "FrequentlyForwarded", "false", "MessageType", "text");
  // https://help.twilio.com/articles/223134027 but for YES, which answers too many other questions
  private static final Set<String> STOP = Set.of("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE",
      "OPTOUT");
  private static final Set<String> START = Set.of("START", "UNSTOP");

  private final TwilioSettings settings;

  TwilioInbound(TwilioSettings settings) {
    this.settings = settings;
  }

  List<InboundEvent> read(String sid, Form form) {
    var from = Persons.of(form, "From");
    if (from.isEmpty()) {
      return List.of(new InboundEvent.Unknown("message", "its sender has neither a number nor a user id"));
    }
    var contents = contents(form);
    var metadata = metadata(form);
    var original = form.text("OriginalRepliedMessageSid");
    var events = new ArrayList<InboundEvent>();
    for (var i = 0; i < contents.size(); i++) {
      events.add(new InboundEvent.Message(i == 0 ? sid : sid + ":" + i, from, form.text("ProfileName"), contents.get(i),
          original, null, metadata));
    }
    var consent = consent(form, from.getFirst());
    if (consent != null) {
      events.add(consent);
    }
    return events;
  }

  private List<Content> contents(Form form) {
    var files = files(form);
    var type = type(form);
    if (!files.isEmpty()) {
      return withFiles(files, type, form);
    }
    if (form.text("Latitude") != null && form.text("Longitude") != null) {
      return List.of(place(form));
    }
    if (form.text("ButtonPayload") != null || form.text("ButtonText") != null || form.text("ListId") != null
        || form.text("InteractiveData") != null) {
      return List.of(choice(form));
    }
    return type.isEmpty() || TEXTUAL.contains(type)
        ? List.of(new Content.Text(body(form)))
        : List.of(new Content.Unknown(type, raw(form)));
  }

  private static String type(Form form) {
    var type = form.text("MessageType");
    return type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
  }

  private static String body(Form form) {
    return form.raw("Body").replace("\0", "");
  }

  /// A file that lies with Twilio.
  private record Enclosed(String url, @Nullable String mimeType) {}

  private static List<Enclosed> files(Form form) {
    var files = new ArrayList<Enclosed>();
    for (var i = 0; i < MOST_FILES; i++) {
      var url = form.text("MediaUrl" + i);
      if (url != null) {
        files.add(new Enclosed(url, form.text("MediaContentType" + i)));
      }
    }
    return files;
  }

  private List<Content> withFiles(List<Enclosed> files, String type, Form form) {
    var contents = new ArrayList<Content>();
    var words = form.text("Body") == null ? null : body(form);
    for (var file : files) {
      var content = media(file, files.size() == 1 ? type : "", contents.isEmpty() ? words : null);
      var said = content.caption() != null || content.file().name() != null;
      if (contents.isEmpty() && words != null && !said) {
        contents.add(new Content.Text(words));
      }
      contents.add(content);
    }
    return contents;
  }

  private Content.Media media(Enclosed enclosed, String type, @Nullable String words) {
    var mimeType = enclosed.mimeType();
    var file = MediaFile.at(enclosed.url(), mimeType, null);
    return switch (type.isEmpty() ? kind(mimeType) : type) {
      case "image" -> new Content.Image(file, words);
      case "video" -> new Content.Video(file, words);
      case "audio" -> new Content.Audio(file, isVoice(mimeType));
      case "voice" -> new Content.Audio(file, true);
      case "sticker" -> new Content.Sticker(file, false);
      case "document", "contacts", "file" -> document(enclosed, words);
      // A new type of message with a file is still a file.
      default -> type.isEmpty() ? document(enclosed, words) : media(enclosed, "", words);
    };
  }

  private static String kind(@Nullable String mimeType) {
    return mimeType == null || !mimeType.contains("/")
        ? "document"
        : mimeType.substring(0, mimeType.indexOf('/')).strip().toLowerCase(Locale.ROOT);
  }

  // WhatsApp records what is spoken as Ogg and nothing else.
  private static boolean isVoice(@Nullable String mimeType) {
    return mimeType != null && mimeType.toLowerCase(Locale.ROOT).startsWith("audio/ogg");
  }

  // On WhatsApp the body of a document is the name of its file.
  private Content.Media document(Enclosed enclosed, @Nullable String words) {
    var named = settings.channel() == Channel.WHATSAPP;
    return new Content.Document(MediaFile.at(enclosed.url(), enclosed.mimeType(), named ? words : null),
        named ? null : words);
  }

  private static Content place(Form form) {
    try {
      return new Content.Location(Double.parseDouble(form.raw("Latitude")), Double.parseDouble(form.raw("Longitude")),
          form.text("Label"), form.text("Address"), null);
    } catch (NumberFormatException e) {
      return new Content.Unknown("location", raw(form));
    }
  }

  private static Content choice(Form form) {
    var body = body(form);
    var data = form.text("InteractiveData");
    if (data != null) {
      var json = TwilioJson.readOrNull(data);
      return new Content.Choice("form", null, body, null, json == null ? TwilioJson.object().put("text", data) : json);
    }
    if (form.text("ListId") != null) {
      var title = form.text("ListTitle");
      return new Content.Choice("list", form.text("ListId"), title == null ? body : title, form.text("ListDescription"),
          null);
    }
    var title = form.text("ButtonText");
    return new Content.Choice("button", form.text("ButtonPayload"), title == null ? body : title, null, null);
  }

  private static JsonNode raw(Form form) {
    var raw = TwilioJson.object();
    form.fields().forEach((name, values) -> raw.put(name.replace("\0", ""), values.getFirst().replace("\0", "")));
    return raw;
  }

  /// Everything that has no place of its own, known to us or not.
  private Map<String, String> metadata(Form form) {
    var metadata = new LinkedHashMap<String, String>();
    for (var name : form.fields().keySet()) {
      var value = form.text(name);
      if (value != null && !PLACED.contains(name) && !FILES.matcher(name).matches() && !value.equals(USUAL.get(name))
          && !isOurs(name, value) && !isSaidAlready(name, value, form)) {
        metadata.put(Persons.uncapitalized(name.replace("\0", "")), value);
      }
    }
    return metadata;
  }

  private boolean isOurs(String name, String value) {
    var from = settings.sender().number();
    return name.equals("To") && from != null && value.equals(settings.addressOf(from))
        || name.equals("MessagingServiceSid") && value.equals(settings.sender().messagingServiceSid());
  }

  private static boolean isSaidAlready(String name, String value, Form form) {
    return name.equals("WaId") && form.raw("From").equals("whatsapp:+" + value)
        || name.equals("InteractiveData");
  }

  /// Twilio says so where advanced opt-out is on; elsewhere it acts upon the same words and does not tell.
  private InboundEvent.@Nullable Consent consent(Form form, Identity from) {
    var told = form.text("OptOutType");
    var word = (told == null && settings.channel() == Channel.SMS ? body(form) : told == null ? "" : told).strip()
        .toUpperCase(Locale.ROOT);
    if (STOP.contains(word)) {
      return new InboundEvent.Consent(from, false, word, null);
    }
    return START.contains(word) ? new InboundEvent.Consent(from, true, word, null) : null;
  }
}
