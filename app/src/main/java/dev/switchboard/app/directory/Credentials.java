package dev.switchboard.app.directory;

/// What somebody needs to use the demo tenant, as `credentials.json` holds it. Does not print its secrets.
///
/// @param url of this node
/// @param apiKey for services
/// @param agentEmail whom an agent logs in as
/// @param agentPassword and with what
public record Credentials(String url, String apiKey, String agentEmail, String agentPassword) {

  @Override
  public String toString() {
    return "Credentials[url=" + url + ", agentEmail=" + agentEmail + "]";
  }
}
