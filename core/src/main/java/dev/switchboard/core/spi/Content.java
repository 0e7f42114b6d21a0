package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// What a message says. In JSON the property `type` tells which: `{"type":"text","text":"Olá"}`.
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(Content.Text.class), @JsonSubTypes.Type(Content.Email.class),
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

  /// An e-mail: a subject and a text, an HTML form of it, or both.
  @JsonTypeName("email")
  record Email(String subject, @Nullable String text, @Nullable String html) implements Content {

    @Override
    public ContentKind kind() {
      return ContentKind.EMAIL;
    }

    @Override
    public String preview() {
      return Preview.of(subject);
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
