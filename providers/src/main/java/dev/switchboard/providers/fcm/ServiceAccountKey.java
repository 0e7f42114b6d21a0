package dev.switchboard.providers.fcm;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.auth.oauth2.ServiceAccountCredentials;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The key file of a service account, as Google's console hands it out: JSON.
///
/// Nothing here says what the file holds, for errors are shown to people.
final class ServiceAccountKey {

  private static final String SECRET = "serviceAccount";
  private static final List<String> NEEDED = List.of("client_id", "client_email", "private_key", "private_key_id");

  private final byte[] file;
  private final JsonNode json;

  private ServiceAccountKey(byte[] file, JsonNode json) {
    this.file = file;
    this.json = json;
  }

  /// @throws InvalidConfigurationException where it is no such file
  static ServiceAccountKey of(@Nullable Secret secret) {
    if (secret == null) {
      throw new InvalidConfigurationException(SECRET,
          "is missing: the service account's key file, from the Firebase console, Project settings, Service accounts");
    }
    var file = secret.reveal().getBytes(StandardCharsets.UTF_8);
    var json = Json.read(file);
    if (!json.path("type").asText().equals("service_account")) {
      throw new InvalidConfigurationException(SECRET, "must be the key file of a service account, which is JSON");
    }
    for (var member : NEEDED) {
      if (!json.path(member).isTextual()) {
        throw new InvalidConfigurationException(SECRET, "has no " + member + ": it is not the whole key file");
      }
    }
    return new ServiceAccountKey(file, json);
  }

  @Nullable
  String projectId() {
    return json.path("project_id").textValue();
  }

  /// @param tokenUrl where tokens are fetched; null for where the file says
  ServiceAccountCredentials credentials(@Nullable URI tokenUrl) {
    try {
      var credentials = ServiceAccountCredentials.fromStream(new ByteArrayInputStream(file)).toBuilder()
          .setScopes(List.of("https://www.googleapis.com/auth/firebase.messaging"))
          // A second try that nobody sees would take the time of the send.
          .setDefaultRetriesEnabled(false);
      return (tokenUrl == null ? credentials : credentials.setTokenServerUri(tokenUrl)).build();
    } catch (IOException | RuntimeException e) {
      throw new InvalidConfigurationException(SECRET, "has a private key that cannot be read: is it the whole file?");
    }
  }
}
