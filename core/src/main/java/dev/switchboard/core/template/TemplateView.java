package dev.switchboard.core.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Placeholder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A template as people and programs see it. Its JSON leaves out what is null.
///
/// @param channel such as `whatsapp`
/// @param account the name of the account whose service keeps it; null where it is our own
/// @param state the service's own word; only `APPROVED` can be sent, which our own are until they are `DELETED`
/// @param reason why, in the service's words
/// @param version the one that is sent
/// @param standard whether it is taken where the language that is asked for is not there
/// @param variables what fills it
/// @param text how it reads, with its gaps; null where that is not known
/// @param body our own: the texts by member; a service's: its components; only where one template is asked for
/// @param versions newest first; only where one template is asked for
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateView(UUID id, String name, String channel, String language, @Nullable String account,
    String state, @Nullable String reason, @Nullable String category, int version,
    @JsonProperty("default") boolean standard, List<Placeholder> variables, @Nullable String text,
    @Nullable JsonNode body, Instant createdAt, Instant updatedAt, @Nullable List<Version> versions) {

  /// One version, which never changes.
  ///
  /// @param createdBy the agent who wrote it; null where it came from the service
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Version(int version, JsonNode body, List<Placeholder> variables, @Nullable String category,
      Instant createdAt, @Nullable UUID createdBy) {

    static Version read(ResultSet row) throws SQLException {
      return new Version(row.getInt("version"), Template.tree(row.getString("body")),
          Template.placeholders(row.getString("variables")), row.getString("category"),
          row.getObject("created_at", OffsetDateTime.class).toInstant(), row.getObject("created_by", UUID.class));
    }
  }

  static TemplateView read(ResultSet row) throws SQLException {
    var template = Template.read(row);
    return new TemplateView(template.id(), template.name(), template.channel().name().toLowerCase(Locale.ROOT),
        template.language(), row.getString("account"), template.state(), template.reason(), template.category(),
        template.version(), template.standard(), template.variables(), text(template), null,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant(), null);
  }

  TemplateView with(List<Version> all) {
    var current = all.stream().filter(each -> each.version() == version).findFirst().orElseThrow();
    return new TemplateView(id, name, channel, language, account, state, reason, category, version, standard, variables,
        text, current.body(), createdAt, updatedAt, all);
  }

  private static @Nullable String text(Template template) {
    var members = template.isOurs() ? members(template.channel()) : Stream.of("text");
    var text = members.map(member -> template.body().path(member).asText(""))
        .filter(words -> !words.isEmpty()).collect(Collectors.joining("\n"));
    return text.isEmpty() ? null : text;
  }

  private static Stream<String> members(Channel channel) {
    return switch (channel) {
      case SMS, WHATSAPP, TELEGRAM -> Stream.of("text");
      case EMAIL -> Stream.of("subject", "text");
      case PUSH -> Stream.of("title", "body");
    };
  }
}
