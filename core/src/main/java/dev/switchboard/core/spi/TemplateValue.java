package dev.switchboard.core.spi;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What fills a gap of a template: a text, or a file. In JSON a text is a string and a file is an object with `attachmentId`
/// or `url`.
///
/// @param text null where it is a file
/// @param file null where it is a text
@JsonDeserialize(using = TemplateValue.Reader.class)
public record TemplateValue(@Nullable String text, @Nullable MediaFile file) {

  public TemplateValue {
    if ((text == null) == (file == null)) {
      throw new IllegalArgumentException("either a text or a file");
    }
  }

  public static TemplateValue of(String text) {
    return new TemplateValue(text, null);
  }

  public static TemplateValue of(MediaFile file) {
    return new TemplateValue(null, file);
  }

  @JsonValue
  Object json() {
    return text != null ? text : Objects.requireNonNull(file);
  }

  static final class Reader extends StdDeserializer<TemplateValue> {

    private static final long serialVersionUID = 1L;

    Reader() {
      super(TemplateValue.class);
    }

    @Override
    public TemplateValue deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      if (parser.hasToken(JsonToken.VALUE_STRING)) {
        return of(parser.getText());
      }
      if (parser.hasToken(JsonToken.START_OBJECT)) {
        return of(context.readValue(parser, MediaFile.class));
      }
      throw MismatchedInputException.from(parser, String.class, "neither a text nor a file");
    }

    @Override
    public TemplateValue getNullValue(DeserializationContext context) throws JsonMappingException {
      throw MismatchedInputException.from(context.getParser(), String.class, "neither a text nor a file");
    }
  }
}
