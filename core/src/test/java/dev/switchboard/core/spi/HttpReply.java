package dev.switchboard.core.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a faked service answers.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HttpReply(int status, Map<String, String> headers, byte[] body) {

  public static HttpReply json(int status, String body) {
    return new HttpReply(status, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8));
  }

  public HttpReply with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new HttpReply(status, more, body);
  }

  HttpReply withBody(String other) {
    return new HttpReply(status, headers, other.getBytes(StandardCharsets.ISO_8859_1));
  }

  byte[] bytes() {
    var head = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\nContent-Length: " + body.length + "\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }
}
