package dev.switchboard.api.description;

import io.micronaut.core.io.ResourceLoader;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.info.License;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Serves the description of the API.
@OpenAPIDefinition(
    info = @Info(title = "Switchboard", version = "1",
        description = "Send messages over many channels, and follow what becomes of them.",
        license = @License(name = "Apache-2.0", url = "https://www.apache.org/licenses/LICENSE-2.0")))
@SecurityScheme(name = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer",
    description = "An API key (sb_live_...) of a business service, or the access token of an agent.")
@Controller
@Secured(SecurityRule.IS_ANONYMOUS)
@ExecuteOn(TaskExecutors.BLOCKING)
@Hidden
final class DescriptionController {

  private final String description;

  DescriptionController(ResourceLoader resources) {
    this.description = read(resources);
  }

  @Get("/openapi/switchboard.yml")
  HttpResponse<String> description() {
    return HttpResponse.ok(description).contentType(MediaType.of("application/yaml"));
  }

  private static String read(ResourceLoader resources) {
    try (var file = resources.getResourceAsStream("classpath:META-INF/swagger/switchboard.yml").orElseThrow()) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
