package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a message says. In JSON the property `type` tells which: `{"type":"text","text":"Olá"}`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(Content.Text.class), @JsonSubTypes.Type(Content.Image.class),
    @JsonSubTypes.Type(Content.Video.class), @JsonSubTypes.Type(Content.Audio.class),
    @JsonSubTypes.Type(Content.Document.class), @JsonSubTypes.Type(Content.Sticker.class),
    @JsonSubTypes.Type(Content.Location.class), @JsonSubTypes.Type(Content.Contacts.class),
    @JsonSubTypes.Type(Content.Reaction.class), @JsonSubTypes.Type(Content.Interactive.class),
    @JsonSubTypes.Type(Content.Choice.class), @JsonSubTypes.Type(Content.Template.class),
    @JsonSubTypes.Type(Content.Email.class), @JsonSubTypes.Type(Content.Notification.class),
    @JsonSubTypes.Type(Content.Order.class), @JsonSubTypes.Type(Content.Notice.class),
    @JsonSubTypes.Type(Content.Unknown.class)})
public sealed interface Content {

  /// The kind, as capabilities list it.
  ContentKind kind();

  /// One line for lists of chats; at most 140 characters of what a reader would see first.
  String preview();

  /// Plain text.
  @JsonTypeName("text")
  record Text(String text) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.TEXT;
    }

    @Override
    public String preview() {
      return Preview.of(text);
    }
  }

  /// A file to look at or to listen to, with or without words.
  sealed interface Media extends Content {

    MediaFile file();

    /// What stands below it; null where nothing does.
    @Nullable
    String caption();

    @Override
    default String preview() {
      var caption = caption();
      if (caption != null && !caption.isBlank()) {
        return Preview.of(caption);
      }
      var name = file().name();
      return Preview.of(name == null ? "[" + kind().code() + "]" : name);
    }
  }

  @JsonTypeName("image")
  record Image(MediaFile file, @Nullable String caption) implements Media {

    @Override
    public ContentKind kind() {
      return ContentKind.IMAGE;
    }
  }

  @JsonTypeName("video")
  record Video(MediaFile file, @Nullable String caption) implements Media {

    @Override
    public ContentKind kind() {
      return ContentKind.VIDEO;
    }
  }

  /// @param voice whether it was spoken into the phone
  @JsonTypeName("audio")
  record Audio(MediaFile file, boolean voice) implements Media {

    @Override
    public ContentKind kind() {
      return ContentKind.AUDIO;
    }

    @Override
    public @Nullable String caption() {
      return null;
    }
  }

  @JsonTypeName("document")
  record Document(MediaFile file, @Nullable String caption) implements Media {

    @Override
    public ContentKind kind() {
      return ContentKind.DOCUMENT;
    }
  }

  @JsonTypeName("sticker")
  record Sticker(MediaFile file, boolean animated) implements Media {

    @Override
    public ContentKind kind() {
      return ContentKind.STICKER;
    }

    @Override
    public @Nullable String caption() {
      return null;
    }
  }

  /// A place on the earth, in degrees (WGS 84).
  @JsonTypeName("location")
  record Location(double latitude, double longitude, @Nullable String name, @Nullable String address,
      @Nullable URI url) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.LOCATION;
    }

    @Override
    public String preview() {
      return Preview.of(name != null ? name : address != null ? address : latitude + ", " + longitude);
    }
  }

  /// Visiting cards.
  @JsonTypeName("contacts")
  record Contacts(List<ContactCard> contacts) implements Content {

    public Contacts {
      contacts = List.copyOf(contacts);
    }

    @Override
    public ContentKind kind() {
      return ContentKind.CONTACTS;
    }

    @Override
    public String preview() {
      return Preview.of(String.join(", ", contacts.stream().map(ContactCard::name).toList()));
    }
  }

  /// An emoji put onto a message, which is the one that this answers.
  ///
  /// @param emoji null where it was taken away again
  @JsonTypeName("reaction")
  record Reaction(@Nullable String emoji) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.REACTION;
    }

    @Override
    public String preview() {
      return Preview.of(emoji == null ? "[reaction]" : emoji);
    }
  }

  /// A message that the customer answers with a tap.
  ///
  /// @param header what stands above the body, a text
  /// @param media what stands above the body, a picture, film or document; not together with a header
  @JsonTypeName("interactive")
  record Interactive(@Nullable String header, @Nullable Media media, String body, @Nullable String footer,
      Interaction action) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.INTERACTIVE;
    }

    @Override
    public String preview() {
      return Preview.of(body);
    }
  }

  /// What the customer chose.
  ///
  /// @param from what it was chosen from: `button`, `list`, `form`, or the service's own word for something new
  /// @param id the id that the button or row was given; for a template's button its payload
  /// @param title what the customer saw
  /// @param data what was filled into a form; null elsewhere
  @JsonTypeName("choice")
  record Choice(String from, @Nullable String id, String title, @Nullable String description, @Nullable JsonNode data)
      implements
      Content {

    @Override
    public ContentKind kind() {
      return ContentKind.CHOICE;
    }

    @Override
    public String preview() {
      return Preview.of(title);
    }
  }

  /// A message whose wording was written beforehand: agreed with the service, or kept by us. Of ours no provider sees this, but
  /// what it says once it is filled.
  ///
  /// @param name the template's
  /// @param language such as `pt_BR`
  /// @param variables by name, or by number from `1`; what fills them
  /// @param components the same as the service wants it; made out of the variables where it is empty
  /// @param text how it reads; null until it is known
  @JsonTypeName("template")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Template(String name, @Nullable String language, Map<String, TemplateValue> variables,
      List<TemplateComponent> components, @Nullable String text) implements Content {

    @SuppressWarnings("NullAway") // what JSON leaves out
    public Template {
      variables = variables == null ? Map.of() : Map.copyOf(variables);
      components = components == null ? List.of() : List.copyOf(components);
    }

    @Override
    public ContentKind kind() {
      return ContentKind.TEMPLATE;
    }

    @Override
    public String preview() {
      return Preview.of(text == null ? "[" + name + "]" : text);
    }
  }

  /// An e-mail: a subject and a text, an HTML form of it, or both.
  ///
  /// @param reply of a mail that came in: its text without what it quotes and without a signature; null elsewhere
  /// @param attachments may be empty
  /// @param cc who else it went to; may be empty
  /// @param unsubscribe where one can unsubscribe with one click (RFC 8058); null where it is no mailing
  @JsonTypeName("email")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Email(String subject, @Nullable String text, @Nullable String html, @Nullable String reply,
      List<Attachment> attachments, List<String> cc, @Nullable URI unsubscribe) implements Content {

    @SuppressWarnings("NullAway") // what JSON leaves out
    public Email {
      attachments = attachments == null ? List.of() : List.copyOf(attachments);
      cc = cc == null ? List.of() : List.copyOf(cc);
    }

    public Email(String subject, @Nullable String text, @Nullable String html) {
      this(subject, text, html, null, List.of(), List.of(), null);
    }

    /// A file with a mail.
    ///
    /// @param contentId by which the HTML shows it (`cid:`); null where it stands beside the text
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Attachment(MediaFile file, @Nullable String contentId) {}

    @Override
    public ContentKind kind() {
      return ContentKind.EMAIL;
    }

    @Override
    public String preview() {
      return Preview.of(subject);
    }
  }

  /// What a device shows, and what it hands to the app.
  ///
  /// @param data for the app, not shown; may be empty
  /// @param link what opens when it is pressed
  /// @param topic a later one of the same topic takes the place of an earlier one that was not seen
  /// @param options what only one kind of device understands: objects `android`, `apns` and `webpush`
  @JsonTypeName("notification")
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Notification(@Nullable String title, @Nullable String body, @Nullable URI image, Map<String, String> data,
      @Nullable URI link, @Nullable String topic, @Nullable JsonNode options) implements Content {

    @SuppressWarnings("NullAway") // what JSON leaves out
    public Notification {
      data = data == null ? Map.of() : Map.copyOf(data);
    }

    @Override
    public ContentKind kind() {
      return ContentKind.NOTIFICATION;
    }

    @Override
    public String preview() {
      return Preview.of(title != null ? title : body != null ? body : "[data]");
    }
  }

  /// What a customer wants to buy.
  @JsonTypeName("order")
  record Order(String catalogId, @Nullable String text, List<Item> items) implements Content {

    public Order {
      items = List.copyOf(items);
    }

    /// @param price of one, in the currency's own unit; null where the service did not say
    /// @param currency ISO 4217
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(String productId, int quantity, @Nullable BigDecimal price, @Nullable String currency) {}

    @Override
    public ContentKind kind() {
      return ContentKind.ORDER;
    }

    @Override
    public String preview() {
      return Preview.of(text != null && !text.isBlank() ? text : "[order]");
    }
  }

  /// Something that the service tells about the chat, such as a new number.
  ///
  /// @param event the service's own word for it
  @JsonTypeName("system")
  record Notice(String event, String text) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.SYSTEM;
    }

    @Override
    public String preview() {
      return Preview.of(text);
    }
  }

  /// Something a customer sent that we do not understand yet: kept as it came.
  ///
  /// @param kindName the service's own word for it
  @JsonTypeName("unknown")
  record Unknown(String kindName, JsonNode raw) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.UNKNOWN;
    }

    @Override
    public String preview() {
      return Preview.of("[" + kindName + "]");
    }
  }
}
