package dev.switchboard.api.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.api.TestServer;
import io.micronaut.web.router.Router;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.yaml.snakeyaml.Yaml;

class DescriptionTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static Map<String, Map<String, Map<String, Object>>> paths;
  private static Map<String, Map<String, Object>> schemas;

  @BeforeAll
  static void read() {
    var answer = SERVER.get(null, "/openapi/switchboard.yml");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("application/yaml");
    Map<String, Object> document = new Yaml().load(answer.text());
    paths = cast(document.get("paths"));
    schemas = cast(Map.class.cast(document.get("components")).get("schemas"));
  }

  @SuppressWarnings("unchecked")
  private static <T> T cast(Object value) {
    return (T) value;
  }

  @Test
  void everyRouteOfTheApiIsDescribed() {
    var described = paths.entrySet().stream()
        .flatMap(path -> path.getValue().keySet().stream()
            .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey()))
        .collect(Collectors.toSet());
    var routes = SERVER.bean(Router.class).uriRoutes()
        .filter(route -> !route.getHttpMethodName().equals("HEAD"))
        .map(route -> route.getHttpMethodName() + " "
            + route.getUriMatchTemplate().toString().replaceAll("\\{\\?.*}", ""))
        // OpenAPI has no words for WebSockets.
        .filter(route -> route.contains("/api/v1/") && !route.endsWith("/ws"))
        .collect(Collectors.toSet());

    assertThat(described).isEqualTo(routes);
  }

  @Test
  void everyOperationButTheLoginNeedsAToken() {
    paths.forEach((path, operations) -> operations.forEach((method, operation) -> assertThat(
        operation.containsKey("security")).as(method + " " + path).isNotEqualTo(path.startsWith("/api/v1/login"))));
  }

  @Test
  void valuesAreWrittenAsTheApiWritesThem() {
    assertThat(schemas.get("Lane").get("enum")).isEqualTo(List.of("interactive", "transactional", "bulk"));
    assertThat(schemas.get("DeliveryPolicy").get("enum")).isEqualTo(List.of("at-least-once", "at-most-once"));
    assertThat(schemas.get("LongText").get("enum")).isEqualTo(List.of("refuse", "split"));
    assertThat(schemas.get("Role").get("enum")).isEqualTo(List.of("service", "agent", "supervisor", "admin"));
  }

  @Test
  void whatIsNeededAndNoMoreIsRequired() {
    assertThat(schemas.get("SendRequest").get("required")).asInstanceOf(
        InstanceOfAssertFactories.list(String.class))
        .containsExactlyInAnyOrder("to", "content");
    assertThat(schemas).doesNotContainKeys("JsonNode", "ObjectNode");
  }
}
