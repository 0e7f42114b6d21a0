package dev.switchboard.providers.http;

import dev.switchboard.core.spi.Files;
import java.io.InputStream;
import org.apache.hc.client5.http.entity.mime.InputStreamBody;
import org.apache.hc.core5.http.ContentType;

/// A part of a form whose length is known, so that the form has a length too: some services take no other.
final class SizedBody extends InputStreamBody {

  private final long size;

  SizedBody(InputStream bytes, Files.Kept file) {
    super(bytes, ContentType.parse(file.mimeType()), file.name());
    this.size = file.size();
  }

  @Override
  public long getContentLength() {
    return size;
  }
}
