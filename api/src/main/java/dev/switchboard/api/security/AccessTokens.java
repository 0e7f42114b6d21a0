package dev.switchboard.api.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.exceptions.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Agents' access tokens: JWTs signed with HS256 and nothing else, whatever a token's header asks for.
///
/// A token says who the agent is and until when; what the agent may do is read anew each time. Thread-safe, no I/O.
/// Made when the node starts, so that a node without a proper key does not start.
@Context
final class AccessTokens {

  private static final JWSAlgorithm ALGORITHM = JWSAlgorithm.HS256;
  private static final int KEY_BYTES = 32;
  private static final String ISSUER = "switchboard";
  private static final String SESSION = "sid";

  private final MACSigner signer;
  private final MACVerifier verifier;
  private final Duration lifetime;
  private final Duration pageLifetime;

  AccessTokens(@Property(name = "switchboard.jwt.secret") @Nullable String secret,
      @Property(name = "switchboard.jwt.lifetime", defaultValue = "8h") Duration lifetime,
      @Property(name = "switchboard.jwt.page-lifetime", defaultValue = "15m") Duration pageLifetime) {
    var key = secret == null ? new byte[0] : secret.getBytes(StandardCharsets.UTF_8);
    if (key.length < KEY_BYTES) {
      throw new ConfigurationException("switchboard.jwt.secret must be set to a random text of at least " + KEY_BYTES
          + " bytes (environment variable SWITCHBOARD_JWT_SECRET); it has " + key.length + ".");
    }
    try {
      this.signer = new MACSigner(key);
      this.verifier = new MACVerifier(key);
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 does not work here", e);
    }
    this.lifetime = lifetime;
    this.pageLifetime = pageLifetime.compareTo(lifetime) < 0 ? pageLifetime : lifetime;
  }

  /// @param session the login that it is good in
  /// @param page whether it is a page's, which can renew it
  Issued issue(UUID agentId, UUID session, boolean page) {
    var good = page ? pageLifetime : lifetime;
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var claims = new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject(agentId.toString())
        .claim(SESSION, session.toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(good)))
        .build();
    var token = new SignedJWT(new JWSHeader(ALGORITHM), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 does not work here", e);
    }
    return new Issued(token.serialize(), good.toSeconds());
  }

  Optional<Claims> verify(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      return isOurs(jwt) ? claims(jwt.getJWTClaimsSet()) : Optional.empty();
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private boolean isOurs(SignedJWT jwt) throws JOSEException {
    return ALGORITHM.equals(jwt.getHeader().getAlgorithm()) && jwt.verify(verifier);
  }

  private static Optional<Claims> claims(JWTClaimsSet set) throws ParseException {
    var expiry = set.getExpirationTime();
    var subject = set.getSubject();
    if (!ISSUER.equals(set.getIssuer()) || subject == null || expiry == null
        || !expiry.toInstant().isAfter(Instant.now())) {
      return Optional.empty();
    }
    var session = set.getStringClaim(SESSION);
    return Optional.of(new Claims(UUID.fromString(subject), session == null ? null : UUID.fromString(session),
        expiry.toInstant()));
  }

  /// @param expiresIn seconds
  record Issued(String token, long expiresIn) {

    @Override
    public String toString() {
      return "***";
    }
  }

  /// @param session null for tokens from before logins were kept
  record Claims(UUID agentId, @Nullable UUID session, Instant expiresAt) {}
}
