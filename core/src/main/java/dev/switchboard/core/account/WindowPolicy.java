package dev.switchboard.core.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

/// What an account does with free content for a customer whose window is closed. In JSON `type` tells which:
/// `{"type":"template","name":"follow_up","language":"pt_BR","variable":"1"}`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({@JsonSubTypes.Type(WindowPolicy.Refuse.class), @JsonSubTypes.Type(WindowPolicy.Template.class),
    @JsonSubTypes.Type(WindowPolicy.Route.class)})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface WindowPolicy {

  /// It is refused when it is handed in, and has failed where the window closed since. What accounts do that say nothing.
  WindowPolicy REFUSE = new Refuse();

  /// Of the column, which is null for accounts that say nothing.
  static WindowPolicy read(@Nullable String json) {
    try {
      return json == null ? REFUSE : new ObjectMapper().readValue(json, WindowPolicy.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy that cannot be read", e);
    }
  }

  /// Its form in JSON and in the database.
  default String json() {
    try {
      return new ObjectMapper().writerFor(WindowPolicy.class).writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy is JSON", e);
    }
  }

  /// See [#REFUSE].
  @JsonTypeName("refuse")
  record Refuse() implements WindowPolicy {}

  /// A text is sent as a template. Anything but a text is refused.
  ///
  /// @param language such as `pt_BR`; null where the service needs none
  /// @param variable the one variable, by name or by number, that takes the text; null where the template has none and its
  ///        own words are sent instead of the text
  @JsonTypeName("template")
  record Template(String name, @Nullable String language, @Nullable String variable) implements WindowPolicy {

    @SuppressWarnings("NullAway") // what JSON leaves out
    public Template {
      if (name == null || name.isBlank()) {
        throw new InvalidConfigurationException("windowPolicy.name", "must not be empty");
      }
      if (variable != null && variable.isBlank()) {
        throw new InvalidConfigurationException("windowPolicy.variable", "must not be empty");
      }
    }
  }

  /// It goes by another route.
  ///
  /// @param route its name
  @JsonTypeName("route")
  record Route(String route) implements WindowPolicy {

    @SuppressWarnings("NullAway") // what JSON leaves out
    public Route {
      if (route == null || route.isBlank()) {
        throw new InvalidConfigurationException("windowPolicy.route", "must not be empty");
      }
    }
  }
}
