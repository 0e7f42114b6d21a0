package dev.switchboard.providers.twilio;

import dev.switchboard.core.spi.MediaSource;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Download;
import dev.switchboard.providers.http.ServiceClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches files that customers sent. A webhook names their address, so it is not trusted: the API is asked with our
/// credentials, Twilio's media hosts without, nobody else at all. The API redirects to a media host; that is followed once.
///
/// https://www.twilio.com/docs/messaging/api/media-resource
final class TwilioMedia {

  private static final Logger LOG = LoggerFactory.getLogger(TwilioMedia.class);
  private static final Pattern TWILIOS = Pattern
      .compile("(?:[a-z0-9-]+\\.)+(?:twilio|twiliocdn)\\.com|s3-external-1\\.amazonaws\\.com");
  private static final Pattern TWILIOS_API = Pattern.compile("api(?:\\.[a-z0-9-]+){0,2}\\.twilio\\.com");

  private final TwilioSettings settings;
  private final ServiceClient client;

  TwilioMedia(TwilioSettings settings, ServiceClient client) {
    this.settings = settings;
    this.client = client;
  }

  /// @return empty where there is no such file any more, or where it lies where we do not go
  Optional<MediaSource.Download> fetch(String source) throws IOException {
    var address = parse(source);
    if (address == null) {
      LOG.warn("not fetched: a media address that is none");
      return Optional.empty();
    }
    var api = inApi(address);
    if (api == null) {
      return isMediaHost(address) ? file(open(address, Map.of())) : stranger(address);
    }
    var answer = open(api, Map.of("Authorization", Carrier.authorization(settings.login())));
    if (answer.status() < 300 || answer.status() >= 400) {
      return file(answer);
    }
    var next = answer.header("location").map(location -> target(api, location)).orElse(null);
    answer.close();
    if (next == null) {
      throw new IOException("Twilio redirects to nowhere");
    }
    return isMediaHost(next) || isApi(next) ? file(open(next, Map.of())) : stranger(next);
  }

  private static @Nullable URI target(URI api, String location) {
    try {
      return parse(api.resolve(new URI(location)).toString());
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private static @Nullable URI parse(String text) {
    try {
      var url = new URI(text);
      return url.getHost() == null || url.getScheme() == null || url.getRawUserInfo() != null ? null : url;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  /// The address within the API that this account is configured with, which may stand in for Twilio's; null where it is
  /// none of the API.
  private @Nullable URI inApi(URI address) {
    if (isApi(address)) {
      return address;
    }
    var twilios = address.getScheme().equals("https") && address.getPort() == -1
        && TWILIOS_API.matcher(address.getHost()).matches();
    return twilios ? settings.at(address) : null;
  }

  private boolean isApi(URI address) {
    var api = settings.url();
    return address.getScheme().equals(api.getScheme()) && address.getHost().equals(api.getHost())
        && port(address) == port(api);
  }

  private static int port(URI address) {
    return address.getPort() != -1 ? address.getPort() : address.getScheme().equals("https") ? 443 : 80;
  }

  private boolean isMediaHost(URI address) throws IOException {
    if (settings.mediaHosts().contains(address.getRawAuthority())) {
      return address.getScheme().matches("https?");
    }
    return address.getScheme().equals("https") && address.getPort() == -1
        && TWILIOS.matcher(address.getHost().toLowerCase(Locale.ROOT)).matches() && isPublic(address.getHost());
  }

  // Twilio's names lead to Twilio, unless somebody has bent our name service.
  private static boolean isPublic(String host) throws IOException {
    for (var each : InetAddress.getAllByName(host)) {
      if (each.isLoopbackAddress() || each.isLinkLocalAddress() || each.isSiteLocalAddress() || each.isAnyLocalAddress()
          || each.isMulticastAddress() || isUniqueLocal(each)) {
        return false;
      }
    }
    return true;
  }

  // fc00::/7 (RFC 4193)
  private static boolean isUniqueLocal(InetAddress address) {
    return address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
  }

  private static Optional<MediaSource.Download> stranger(URI address) {
    LOG.warn("not fetched: a media address at {}, which is not Twilio's", address.getHost());
    return Optional.empty();
  }

  private Download open(URI address, Map<String, String> headers) throws IOException {
    return client.open(Call.get(address, headers, settings.timeout()));
  }

  private static Optional<MediaSource.Download> file(Download answer) throws IOException {
    if (answer.status() == 404 || answer.status() == 410) {
      answer.close();
      return Optional.empty();
    }
    if (answer.status() != 200) {
      answer.close();
      throw new IOException("Twilio answered " + answer.status() + " where a file should be");
    }
    return Optional.of(new MediaSource.Download(answer.header("content-type").orElse(null), null, answer.size(),
        answer.bytes()));
  }
}
