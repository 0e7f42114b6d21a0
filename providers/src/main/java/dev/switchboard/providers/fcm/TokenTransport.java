package dev.switchboard.providers.fcm;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import dev.switchboard.core.spi.Failure;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// The wire below Google's library. The library's own bounds only the wait for the next byte; this bounds the whole call,
/// as everything that a send waits for must be bounded.
final class TokenTransport extends HttpTransport {

  private final ServiceClient client;
  private final Duration timeout;

  TokenTransport(ServiceClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /// There was no answer.
  static final class NoAnswer extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    NoAnswer(Failure failure) {
      super(failure.text());
      this.failure = failure;
    }

    Failure failure() {
      return failure;
    }
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) {
    return new Request(method, url);
  }

  private final class Request extends LowLevelHttpRequest {

    private final String method;
    private final String url;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Request(String method, String url) {
      this.method = method;
      this.url = url;
    }

    @Override
    public void addHeader(String name, String value) {
      headers.put(name, value);
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      var body = new ByteArrayOutputStream();
      if (getStreamingContent() != null) {
        getStreamingContent().writeTo(body);
      }
      var type = getContentType() == null ? "application/octet-stream" : getContentType();
      var call = new Call(method, URI.create(url), headers, body.toByteArray(), type, timeout, null);
      return switch (client.call(call)) {
        case Exchange.Answered answer -> new TokenAnswer(answer);
        case Exchange.NotSent(var failure) -> throw new NoAnswer(failure);
        case Exchange.Unanswered(var failure) -> throw new NoAnswer(failure);
      };
    }
  }
}
