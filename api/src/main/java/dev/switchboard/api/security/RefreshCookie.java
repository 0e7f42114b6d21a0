package dev.switchboard.api.security;

import dev.switchboard.api.security.RefreshTokens.Step;
import dev.switchboard.api.webhook.PublicUrl;
import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/// The cookie that keeps a login open: out of reach of scripts and of other sites, and sent to the login alone.
@Singleton
final class RefreshCookie {

  static final String NAME = "switchboard_refresh";
  private static final String PATH = "/api/v1/login";

  private final RefreshTokens tokens;
  private final PublicUrl publicUrl;
  private final Duration idle;

  RefreshCookie(RefreshTokens tokens, PublicUrl publicUrl,
      @Property(name = "switchboard.session.idle", defaultValue = "14d") Duration idle) {
    this.tokens = tokens;
    this.publicUrl = publicUrl;
    this.idle = idle;
  }

  /// After how long without a renewal a login ends.
  Duration idle() {
    return idle;
  }

  /// Whether there is one, whatever it says.
  boolean isIn(HttpRequest<?> request) {
    return request.getCookies().contains(NAME);
  }

  Optional<Step> read(HttpRequest<?> request) {
    return request.getCookies().findCookie(NAME).map(Cookie::getValue).flatMap(tokens::verify);
  }

  Cookie of(HttpRequest<?> request, Step step) {
    return cookie(request, tokens.issue(step)).maxAge(idle);
  }

  /// Takes it away.
  Cookie none(HttpRequest<?> request) {
    return cookie(request, "").maxAge(Duration.ZERO);
  }

  private Cookie cookie(HttpRequest<?> request, String value) {
    return Cookie.of(NAME, value).path(PATH).httpOnly(true).secure(isSecure(request)).sameSite(SameSite.Strict);
  }

  // A page says itself how it was fetched, whatever stands between it and us. A browser keeps no secure cookie for one that
  // was fetched in the clear.
  private boolean isSecure(HttpRequest<?> request) {
    return request.getOrigin().or(publicUrl::configured)
        .map(url -> url.startsWith("https:"))
        .orElseGet(request::isSecure);
  }
}
