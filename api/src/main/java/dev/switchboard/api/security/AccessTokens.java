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

  private final MACSigner signer;
  private final MACVerifier verifier;
  private final Duration lifetime;

  AccessTokens(@Property(name = "switchboard.jwt.secret") @Nullable String secret,
      @Property(name = "switchboard.jwt.lifetime", defaultValue = "8h") Duration lifetime) {
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
  }

  Issued issue(UUID agentId) {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var claims = new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .subject(agentId.toString())
        .issueTime(Date.from(now))
        .expirationTime(Date.from(now.plus(lifetime)))
        .build();
    var token = new SignedJWT(new JWSHeader(ALGORITHM), claims);
    try {
      token.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("HS256 does not work here", e);
    }
    return new Issued(token.serialize(), lifetime.toSeconds());
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

  private static Optional<Claims> claims(JWTClaimsSet set) {
    var expiry = set.getExpirationTime();
    var subject = set.getSubject();
    if (!ISSUER.equals(set.getIssuer()) || subject == null || expiry == null
        || !expiry.toInstant().isAfter(Instant.now())) {
      return Optional.empty();
    }
    return Optional.of(new Claims(UUID.fromString(subject), expiry.toInstant()));
  }

  /// @param expiresIn seconds
  record Issued(String token, long expiresIn) {

    @Override
    public String toString() {
      return "***";
    }
  }

  record Claims(UUID agentId, Instant expiresAt) {}
}
