package dev.switchboard.providers.whatsapp;

import dev.switchboard.core.spi.MediaSource;
import dev.switchboard.providers.http.Download;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Fetches the files that customers send: Graph tells where one is, for five minutes, and there it is read with the same
/// token.
///
/// https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#download-media
final class MediaDownload {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final int NO_SUCH_OBJECT = 33;

  private final GraphApi graph;
  private final WhatsAppSettings.Graph base;
  private final List<String> hosts;

  MediaDownload(GraphApi graph, WhatsAppSettings settings) {
    this.graph = graph;
    this.base = settings.graph();
    this.hosts = settings.mediaHosts();
  }

  /// @param source Meta's id of the file, or an address at Meta's
  Optional<MediaSource.Download> fetch(String source, String phoneNumberId) throws IOException {
    if (ID.matcher(source).matches()) {
      try {
        var media = graph.get(source, Map.of("phone_number_id", phoneNumberId));
        return open(media.path("url").asText(), Json.text(media.path("mime_type")));
      } catch (GraphException e) {
        if (e.error().subcode() == NO_SUCH_OBJECT) {
          return Optional.empty();
        }
        throw e;
      }
    }
    return open(source, null);
  }

  private Optional<MediaSource.Download> open(String address, @Nullable String mimeType) throws IOException {
    var download = graph.open(metas(address));
    return switch (download.status()) {
      case 200 -> Optional.of(new MediaSource.Download(mimeType == null
          ? download.header("content-type").orElse(null)
          : mimeType, null, download.size(), download.bytes()));
      case 404, 410 -> {
        download.close();
        yield Optional.empty();
      }
      default -> throw refused(download);
    };
  }

  private static IOException refused(Download download) throws IOException {
    download.close();
    return new IOException("the file was not handed out: HTTP " + download.status());
  }

  // What the webhook says of a file comes from outside, and our token goes along.
  private URI metas(String address) throws IOException {
    try {
      var url = new URI(address);
      var host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
      if (url.getRawUserInfo() == null && (isGraph(url) || isSecure(url) && isMediaHost(host))) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Not Meta's either.
    }
    throw new IOException("the file is not at an address of Meta's");
  }

  private boolean isGraph(URI url) {
    return base.url().getScheme().equalsIgnoreCase(url.getScheme())
        && base.url().getHost().equalsIgnoreCase(url.getHost())
        && base.url().getPort() == url.getPort();
  }

  private static boolean isSecure(URI url) {
    return "https".equalsIgnoreCase(url.getScheme()) && (url.getPort() == -1 || url.getPort() == 443);
  }

  private boolean isMediaHost(String host) {
    return hosts.stream().anyMatch(each -> host.equals(each) || host.endsWith("." + each));
  }
}
