package dev.switchboard.api.overview;

import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.overview.Overview;
import dev.switchboard.core.overview.OverviewReader;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/// The figures of the caller's tenant, over the accounts that the caller sees.
@Controller("/api/v1/overview")
@Secured({Roles.SERVICE, Roles.SUPERVISOR})
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Overview")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class OverviewController {

  private static final int USUAL_HOURS = 24;

  private final OverviewReader reader;
  private final Node node;

  OverviewController(OverviewReader reader, Node node) {
    this.reader = reader;
    this.node = node;
  }

  @Get("{?hours}")
  @Operation(operationId = "getOverview", summary = "See what happens, in figures",
      description = "For supervisors, admins and services. `tenant` is the same whichever node answers, and as of `asOf`; `node` "
          + "is the node that answers, since it was started. `hours` is how long the period is, 1 to 168, 24 where it is not "
          + "said; its last hour is not over.")
  Answer get(@Parameter(hidden = true) Principal principal, @QueryValue @Nullable Integer hours) {
    var period = hours == null ? USUAL_HOURS : hours;
    if (period < 1 || period > OverviewReader.MOST_HOURS) {
      throw Paging.bad("hours", "must be 1 to " + OverviewReader.MOST_HOURS);
    }
    return new Answer(reader.of(principal.viewer(), period), node.figures());
  }

  @Schema(name = "OverviewAnswer")
  record Answer(Overview tenant, NodeFigures node) {}
}
