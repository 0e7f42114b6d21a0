package dev.switchboard.providers.fcm;

import com.google.api.client.http.LowLevelHttpResponse;
import dev.switchboard.providers.http.Exchange;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer of the token endpoint, in the form in which Google's library reads answers.
final class TokenAnswer extends LowLevelHttpResponse {

  private final Exchange.Answered answer;
  private final List<Map.Entry<String, String>> headers;

  TokenAnswer(Exchange.Answered answer) {
    this.answer = answer;
    this.headers = List.copyOf(answer.headers().entrySet());
  }

  @Override
  public InputStream getContent() {
    return new ByteArrayInputStream(answer.body());
  }

  @Override
  public @Nullable String getContentEncoding() {
    return answer.header("content-encoding").orElse(null);
  }

  @Override
  public long getContentLength() {
    return answer.body().length;
  }

  @Override
  public @Nullable String getContentType() {
    return answer.header("content-type").orElse(null);
  }

  @Override
  public String getStatusLine() {
    return "HTTP/1.1 " + answer.status();
  }

  @Override
  public int getStatusCode() {
    return answer.status();
  }

  @Override
  public String getReasonPhrase() {
    return "";
  }

  @Override
  public int getHeaderCount() {
    return headers.size();
  }

  @Override
  public String getHeaderName(int index) {
    return headers.get(index).getKey();
  }

  @Override
  public String getHeaderValue(int index) {
    return headers.get(index).getValue();
  }
}
