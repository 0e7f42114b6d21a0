package dev.switchboard.api.security;

import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.webhook.PublicUrl;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Tells what pages of this server ask for from what pages of others make a browser ask for.
///
/// Browsers say it in `Sec-Fetch-Site` ([Fetch Metadata](https://www.w3.org/TR/fetch-metadata/)) over TLS, and in `Origin`
/// always; scripts cannot set either. Programs that are no browsers send neither, and keep no cookies of ours by accident.
@Singleton
public final class OwnPages {

  private static final String SITE = "Sec-Fetch-Site";

  private final PublicUrl publicUrl;
  private final AllowedOrigins others;

  OwnPages(PublicUrl publicUrl, AllowedOrigins others) {
    this.publicUrl = publicUrl;
    this.others = others;
  }

  /// Whether a page asks, whosever it is.
  boolean isPage(HttpRequest<?> request) {
    return request.getHeaders().contains(SITE) || request.getHeaders().contains(HttpHeaders.ORIGIN);
  }

  // Or no page at all.
  private boolean isOwn(HttpRequest<?> request) {
    var site = request.getHeaders().get(SITE);
    return site != null
        ? site.equals("same-origin") || site.equals("none")
        : isOurs(request.getHeaders().get(HttpHeaders.ORIGIN), request);
  }

  /// @throws ProblemException where a page of somebody else asks
  void check(HttpRequest<?> request) {
    if (!isOwn(request)) {
      throw ProblemException.of(ProblemType.FORBIDDEN, "Only pages of this server may do this.");
    }
  }

  /// For what browsers let any page ask for, such as WebSockets.
  ///
  /// @throws ProblemException where a page of somebody else asks that `switchboard.cors.allowed-origins` does not name
  public void checkOrAllowed(HttpRequest<?> request) {
    var origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    if (origin != null && !others.has(origin) && !isOwn(request)) {
      throw ProblemException.of(ProblemType.FORBIDDEN,
          "Pages of this origin may not do this; switchboard.cors.allowed-origins names those that may.");
    }
  }

  private boolean isOurs(@Nullable String origin, HttpRequest<?> request) {
    return origin == null
        || publicUrl.configured().filter(url -> url.equals(origin) || url.startsWith(origin + "/")).isPresent()
        || authority(origin).equalsIgnoreCase(String.valueOf(request.getHeaders().get(HttpHeaders.HOST)));
  }

  private static String authority(String origin) {
    try {
      return String.valueOf(URI.create(origin).getAuthority());
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
