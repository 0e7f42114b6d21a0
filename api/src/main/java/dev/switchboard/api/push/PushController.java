package dev.switchboard.api.push;

import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.push.Device;
import dev.switchboard.core.push.Devices;
import dev.switchboard.core.push.PushIdentity;
import dev.switchboard.core.push.PushPreferences;
import dev.switchboard.core.push.PushSettings;
import dev.switchboard.core.spi.InvalidConfigurationException;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Devices of the agent who is logged in. For agents, whatever their role, and not for services, which have no browser.
@Controller("/api/v1/push")
@Secured(Roles.AGENT)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Notifications")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class PushController {

  private final BodyReader bodies;
  private final PushIdentity identity;
  private final Devices devices;
  private final PushPreferences preferences;
  private final PushSettings settings;

  PushController(BodyReader bodies, PushIdentity identity, Devices devices, PushPreferences preferences,
      PushSettings settings) {
    this.bodies = bodies;
    this.identity = identity;
    this.devices = devices;
    this.preferences = preferences;
    this.settings = settings;
  }

  @Get("/public-key")
  @Operation(operationId = "getPushPublicKey", summary = "The key that browsers subscribe with",
      description = "It is the `applicationServerKey` of `pushManager.subscribe`.")
  PublicKey publicKey(@Parameter(hidden = true) Principal principal) {
    return new PublicKey(identity.publicKey());
  }

  @Get("/subscriptions")
  @Operation(operationId = "listPushSubscriptions", summary = "List one's own devices, the latest first")
  DeviceList list(@Parameter(hidden = true) Principal principal) {
    return new DeviceList(devices.of(owner(principal)));
  }

  @Post("/subscriptions")
  @Operation(operationId = "putPushSubscription", summary = "Have this browser told that customers have written",
      description = "The body is what `PushSubscription.toJSON()` gives, with `name` and `preview` as wanted. Repeated, "
          + "it confirms and changes the same device; a page does well to repeat it each time that it is opened. A "
          + "browser that was another agent's is the caller's from then on.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = SubscriptionRequest.class)))
  Device put(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, SubscriptionRequest.class).wanted();
    try {
      return devices.put(owner(principal), wanted)
          .orElseThrow(() -> ProblemException.of(ProblemType.CONFLICT,
              "There are " + settings.mostDevices() + " devices already, which is the most: remove one."));
    } catch (InvalidConfigurationException e) {
      throw SubscriptionRequest.bad(e.setting(), e.problem());
    }
  }

  @Delete("/subscriptions/{id}")
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "removePushSubscription", summary = "Have one of one's own devices told nothing any more")
  void remove(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    if (!devices.remove(owner(principal), id)) {
      throw ProblemException.of(ProblemType.NOT_FOUND, "There is no such device of yours.");
    }
  }

  @Get("/settings")
  @Operation(operationId = "getPushSettings", summary = "What the tenant wants notifications to show")
  Preferences preferences(@Parameter(hidden = true) Principal principal) {
    return new Preferences(preferences.preview(principal.tenantId()));
  }

  @Put("/settings")
  @Secured(Roles.ADMIN)
  @Operation(operationId = "putPushSettings", summary = "Say what the tenant wants notifications to show",
      description = "For administrators. Without `preview` no device shows what customers write, whatever its agent "
          + "wants.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = Preferences.class)))
  Preferences change(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, Preferences.class);
    preferences.showPreview(principal.tenantId(), wanted.preview());
    return wanted;
  }

  private static Devices.Owner owner(Principal principal) {
    return new Devices.Owner(principal.tenantId(), Objects.requireNonNull(principal.agentId(), "not an agent"));
  }

  /// @param publicKey an uncompressed point of P-256, 65 bytes in base64url
  @Schema(name = "PushPublicKey")
  record PublicKey(String publicKey) {}

  @Schema(name = "PushSubscriptionList")
  record DeviceList(List<Device> subscriptions) {}

  /// @param preview whether notifications may show what customers write, on devices that want it
  @Schema(name = "PushSettings")
  record Preferences(Boolean preview) {}
}
