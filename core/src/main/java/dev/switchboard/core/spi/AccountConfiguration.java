package dev.switchboard.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;

/// What an account is configured with.
///
/// @param accountId our id of the account
/// @param name the account's name within its tenant, such as `support-mail`
/// @param settings an object; which members it has is the provider's affair. The service's base URL or host is always
///        one of them, so that tests and proxies can redirect it.
/// @param secrets by name, such as `password`
public record AccountConfiguration(UUID accountId, String name, JsonNode settings, Map<String, Secret> secrets) {

  public AccountConfiguration {
    secrets = Map.copyOf(secrets);
  }
}
