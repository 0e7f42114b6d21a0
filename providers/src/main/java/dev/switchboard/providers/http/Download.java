package dev.switchboard.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.jspecify.annotations.Nullable;

/// A file on its way from a service. Closing it lets the connection go.
public final class Download implements AutoCloseable {

  private final ClassicHttpResponse response;

  Download(ClassicHttpResponse response) {
    this.response = response;
  }

  public int status() {
    return response.getCode();
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(header -> header.getValue());
  }

  /// In bytes; null where the service does not say.
  public @Nullable Long size() {
    var entity = response.getEntity();
    return entity == null || entity.getContentLength() < 0 ? null : entity.getContentLength();
  }

  /// The bytes; closing them closes the download.
  public InputStream bytes() throws IOException {
    var entity = response.getEntity();
    var content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    return new java.io.FilterInputStream(content) {
      @Override
      public void close() throws IOException {
        Download.this.close();
      }
    };
  }

  // Not drained: whoever stops in the middle does not want the rest.
  @Override
  public void close() throws IOException {
    response.close();
  }
}
