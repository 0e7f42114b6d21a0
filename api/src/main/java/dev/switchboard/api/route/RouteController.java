package dev.switchboard.api.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.route.Route;
import dev.switchboard.core.route.Routes;
import dev.switchboard.core.spi.InvalidConfigurationException;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Routes of the caller's tenant.
@Controller("/api/v1/routes")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Routes")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class RouteController {

  private final BodyReader bodies;
  private final Routes routes;

  RouteController(BodyReader bodies, Routes routes) {
    this.bodies = bodies;
    this.routes = routes;
  }

  @Get
  @Operation(operationId = "listRoutes", summary = "List routes by name")
  RouteList list(@Parameter(hidden = true) Principal principal) {
    return new RouteList(routes.all(principal.tenantId()).stream().map(RouteView::of).toList());
  }

  @Get("/{name}")
  @Operation(operationId = "getRoute", summary = "Look at a route")
  RouteView get(@Parameter(hidden = true) Principal principal, @PathVariable String name) {
    return routes.find(principal.tenantId(), name).map(RouteView::of).orElseThrow(RouteController::notFound);
  }

  @Put("/{name}")
  @Secured({"admin", "service"})
  @Operation(operationId = "putRoute", summary = "Make or change a route",
      description = "Messages that were handed in before keep the ways they had.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = RouteRequest.class)))
  RouteView put(@Parameter(hidden = true) Principal principal, @PathVariable String name,
      @Body byte @Nullable [] body) {
    var legs = bodies.read(body, RouteRequest.class).legs().stream().map(LegRequest::leg).toList();
    try {
      return RouteView.of(routes.put(principal.tenantId(), name, legs));
    } catch (InvalidConfigurationException e) {
      throw ProblemException.of(List.of(new FieldError(e.setting(), "bad-value", e.problem())));
    }
  }

  @Delete("/{name}")
  @Secured({"admin", "service"})
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteRoute", summary = "Remove a route",
      description = "Messages that were handed in before keep the ways they had.")
  void delete(@Parameter(hidden = true) Principal principal, @PathVariable String name) {
    if (!routes.remove(principal.tenantId(), name)) {
      throw notFound();
    }
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such route.");
  }

  /// A route as it is handed in.
  ///
  /// @param legs 1 to 10, the one that is meant first
  @Schema(name = "RouteRequest",
      example = """
      {"legs":[{"account":"whatsapp","patienceSeconds":30},{"account":"sms"},{"account":"mail","subject":"Your order"}]}""")
  record RouteRequest(List<LegRequest> legs) {}

  /// One way.
  ///
  /// @param account the name of an account
  /// @param patienceSeconds how long a message is tried this way, while it is sure that it was not sent, before the next way
  ///        is taken; 30 where it is not said
  /// @param subject of texts that go this way, where the account sends e-mails or pushes
  @Schema(name = "RouteLegRequest")
  record LegRequest(String account, @Nullable Double patienceSeconds, @Nullable String subject) {

    Route.Leg leg() {
      return new Route.Leg(account, patienceSeconds == null ? Route.Leg.USUAL_PATIENCE_SECONDS : patienceSeconds,
          subject);
    }
  }

  @Schema(name = "Route")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RouteView(String name, List<Route.Leg> legs) {

    static RouteView of(Route route) {
      return new RouteView(route.name(), route.legs());
    }
  }

  @Schema(name = "RouteList")
  record RouteList(List<RouteView> routes) {}
}
