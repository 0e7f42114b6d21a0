package dev.switchboard.providers.email;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/// Takes mails apart, by Apache mime4j, which finds its way through whatever claims to be MIME.
final class Mime {

  /// Deeper than any mail that was meant to be read.
  private static final int DEEPEST = 50;
  private static final int MOST_PARTS = 2_000;
  /// Of characters; longer ones are made to keep somebody busy.
  private static final int LONGEST_FIELD = 64 * 1024;

  private static final MimeConfig LENIENT = MimeConfig.custom().setMaxLineLen(-1).setMaxHeaderLen(-1)
      .setMaxHeaderCount(20_000).setMaxContentLen(-1).build();

  private final Deque<Open> open = new ArrayDeque<>();
  private int parts;

  private Mime() {}

  /// A part whose end has not been reached.
  private static final class Open {

    final String number;
    final List<Headers.Field> fields = new ArrayList<>();
    final List<Part> parts = new ArrayList<>();
    byte[] body = new byte[0];

    Open(String number) {
      this.number = number;
    }

    boolean isDigest() {
      return new Headers(fields).parameterized("Content-Type").value().equals("multipart/digest");
    }

    Part closed() {
      return new Part(number, new Headers(fields), body, parts);
    }
  }

  /// @throws UnreadableMailException where nothing sensible can be made of it
  static Part parse(byte[] mail) {
    try {
      return new Mime().read(mail);
    } catch (MimeException | IOException | RuntimeException | StackOverflowError e) {
      if (e instanceof UnreadableMailException unreadable) {
        throw unreadable;
      }
      throw new UnreadableMailException("it is no MIME: " + e.getMessage(), e);
    }
  }

  private Part read(byte[] mail) throws MimeException, IOException {
    var tokens = new MimeTokenStream(LENIENT, DecodeMonitor.SILENT, null);
    tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
    tokens.parse(new ByteArrayInputStream(mail));
    var whole = new Open("");
    open.push(whole);
    for (var state = tokens.getState(); state != EntityState.T_END_OF_STREAM; state = tokens.next()) {
      switch (state) {
        case T_FIELD -> top().fields.add(field(tokens.getField()));
        case T_BODY -> top().body = decoded(tokens);
        case T_PREAMBLE -> top().body = tokens.getInputStream().readAllBytes();
        case T_START_BODYPART -> begin();
        case T_END_BODYPART -> end();
        default -> {
          // Where something else begins or ends makes no difference.
        }
      }
    }
    while (open.size() > 1) {
      end();
    }
    return whole.closed();
  }

  private Open top() {
    return open.getFirst();
  }

  private void begin() {
    var parent = top();
    if (open.size() > DEEPEST || ++parts > MOST_PARTS) {
      throw new UnreadableMailException("it has too many parts within one another");
    }
    open.push(new Open((parent.number.isEmpty() ? "" : parent.number + ".") + (parent.parts.size() + 1)));
  }

  private void end() {
    var child = open.pop();
    // RFC 2046, 5.1.5.
    if (top().isDigest() && child.fields.stream().noneMatch(each -> each.name().equalsIgnoreCase("Content-Type"))) {
      child.fields.add(new Headers.Field("Content-Type", "message/rfc822"));
    }
    top().parts.add(child.closed());
  }

  private static Headers.Field field(Field field) {
    var raw = field.getRaw() == null ? null : field.getRaw().toByteArray();
    if (raw == null) {
      return new Headers.Field(field.getName(), field.getBody());
    }
    var text = Charsets.guess(raw);
    var value = text.substring(text.indexOf(':') + 1).replaceAll("\r?\n(?=[ \t])", "").replaceAll("[\r\n]+", " ");
    return new Headers.Field(field.getName().strip(),
        value.substring(0, Math.min(value.length(), LONGEST_FIELD)).strip());
  }

  /// What cannot be decoded to its end is taken as far as it goes.
  private static byte[] decoded(MimeTokenStream tokens) {
    var out = new ByteArrayOutputStream();
    var encoding = String.valueOf(tokens.getBodyDescriptor().getTransferEncoding());
    try (var in = tokens.getDecodedInputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      // So far it was good.
    }
    return encoding.contains("uue") ? UuEncoding.decode(out.toByteArray()) : out.toByteArray();
  }
}
