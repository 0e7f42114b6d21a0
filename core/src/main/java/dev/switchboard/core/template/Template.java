package dev.switchboard.core.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Placeholder;
import dev.switchboard.core.spi.TemplateSource;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A template in one language, in the version that is sent.
///
/// @param accountId the account whose service keeps it; null where it is our own
/// @param standard whether it is taken where the language that is asked for is not there
/// @param body our own: the texts by member; a service's: `components` as it describes them, and `text`
/// @param variables what fills it
record Template(UUID id, String name, Channel channel, String language, @Nullable UUID accountId,
    @Nullable String serviceId, @Nullable String category, int version, String state, @Nullable String reason,
    boolean standard, JsonNode body, List<Placeholder> variables) {

  static final String DELETED = "DELETED";
  static final ObjectMapper JSON = new ObjectMapper();

  /// The columns that [#read] reads, of `templates t` and its version `v`.
  static final String COLUMNS = """
      t.id, t.name, t.channel, t.language, t.account_id, t.service_id, t.category, t.version, t.state, t.reason,
        t.standard, v.body::text as body, v.variables::text as variables""";

  static Template read(ResultSet row) throws SQLException {
    return new Template(row.getObject("id", UUID.class), row.getString("name"),
        Channel.valueOf(row.getString("channel")), row.getString("language"), row.getObject("account_id", UUID.class),
        row.getString("service_id"), row.getString("category"), row.getInt("version"), row.getString("state"),
        row.getString("reason"), row.getBoolean("standard"), tree(row.getString("body")),
        placeholders(row.getString("variables")));
  }

  static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("jsonb that is not JSON", e);
    }
  }

  static List<Placeholder> placeholders(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("variables of a template that cannot be read", e);
    }
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a template that cannot be written as JSON", e);
    }
  }

  boolean isOurs() {
    return accountId == null;
  }

  boolean isDeleted() {
    return state.equals(DELETED);
  }

  boolean maySend() {
    return state.equals(TemplateSource.APPROVED);
  }

  /// The same as if it might be sent.
  Template approved() {
    return new Template(id, name, channel, language, accountId, serviceId, category, version, TemplateSource.APPROVED,
        null, standard, body, variables);
  }

  TemplateUse use() {
    return new TemplateUse(id, name, language, version);
  }

  /// As its provider knows it.
  ServiceTemplate atService() {
    return new ServiceTemplate(Objects.requireNonNull(serviceId), name, language,
        Objects.requireNonNullElse(category, ""), state, reason, body.path("components"), variables,
        body.path("text").asText(null));
  }
}
