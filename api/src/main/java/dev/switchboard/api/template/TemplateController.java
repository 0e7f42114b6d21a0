package dev.switchboard.api.template;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.message.AcceptAnswers;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.api.security.Roles;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.template.Resolution;
import dev.switchboard.core.template.TemplateAdministration;
import dev.switchboard.core.template.TemplateChange;
import dev.switchboard.core.template.TemplateDraft;
import dev.switchboard.core.template.TemplateReader;
import dev.switchboard.core.template.TemplateReader.Filter;
import dev.switchboard.core.template.TemplateUse;
import dev.switchboard.core.template.TemplateView;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Templates of the caller's tenant.
@Controller("/api/v1/templates")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Templates")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class TemplateController {

  private final BodyReader bodies;
  private final TemplateReader reader;
  private final TemplateAdministration administration;
  private final Accounts accounts;

  TemplateController(BodyReader bodies, TemplateReader reader, TemplateAdministration administration,
      Accounts accounts) {
    this.bodies = bodies;
    this.reader = reader;
    this.administration = administration;
    this.accounts = accounts;
  }

  @Get("{?channel,language,account,state,q,limit,after}")
  @Operation(operationId = "listTemplates", summary = "List templates by name",
      description = "What is deleted is there only with state=DELETED. The answer's `next`, given as `after`, goes on "
          + "where this page ends.")
  TemplatePage list(@Parameter(hidden = true) Principal principal, @QueryValue @Nullable String channel,
      @QueryValue @Nullable String language, @QueryValue @Nullable String account, @QueryValue @Nullable String state,
      @QueryValue @Nullable String q, @QueryValue @Nullable Integer limit, @QueryValue @Nullable String after) {
    var wanted = TemplateQuery.text("state", state);
    var filter = new Filter(TemplateQuery.channel(channel), TemplateQuery.text("language", language),
        account == null ? null : account(principal, account), null,
        wanted == null ? null : wanted.toUpperCase(Locale.ROOT), TemplateQuery.text("q", q));
    var size = Paging.limit(limit);
    var found = reader.list(principal.viewer(), filter, TemplateQuery.after(after), size + 1);
    return Paging.cut(found, size, TemplateQuery::cursor, TemplatePage::new);
  }

  private Account account(Principal principal, String name) {
    return accounts.find(principal.viewer(), name).orElseThrow(() -> ProblemException
        .of(List.of(new FieldError("account", "unknown-account", "is the name of no account"))));
  }

  @Get("/{id}")
  @Operation(operationId = "getTemplate", summary = "Look at a template and its versions")
  HttpResponse<TemplateView> get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    return answer(HttpStatus.OK, find(principal, id));
  }

  @Post
  @Secured(Roles.SUPERVISOR)
  @Status(HttpStatus.CREATED)
  @Operation(operationId = "createTemplate", summary = "Write a template",
      description = "For admins and supervisors. The members of `body` depend on the channel: `text` for SMS and WhatsApp; "
          + "`subject`, `text`, `html` and `unsubscribe` for e-mail; `title`, `body`, `link` and `data` for push. "
          + "`{{name}}` is filled by the variable of that name, which `variables` declares.")
  @RequestBody(required = true, content = @io.swagger.v3.oas.annotations.media.Content(
      mediaType = "application/json", schema = @Schema(implementation = NewTemplate.class)))
  @ApiResponse(responseCode = "201", description = "Made",
      content = @io.swagger.v3.oas.annotations.media.Content(mediaType = "application/json",
          schema = @Schema(implementation = TemplateView.class)))
  HttpResponse<TemplateView> create(@Parameter(hidden = true) Principal principal, @Body byte @Nullable [] body) {
    var wanted = bodies.read(body, NewTemplate.class);
    var channel = TemplateQuery.channel("channel", wanted.channel());
    var change = administration.create(principal.tenantId(), principal.agentId(), wanted.name(), channel,
        wanted.language(), Boolean.TRUE.equals(wanted.standard()),
        new TemplateDraft(wanted.body(), Objects.requireNonNullElse(wanted.variables(), List.of())));
    return answer(HttpStatus.CREATED, done(principal, change));
  }

  @Put("/{id}")
  @Secured(Roles.SUPERVISOR)
  @Operation(operationId = "changeTemplate", summary = "Write a new version of a template",
      description = "For admins and supervisors. `version`, or the header If-Match with the ETag, says which version one has "
          + "seen: 412 where there is a later one. Without `body` only `default` is changed, which is all that can be "
          + "changed of a service's template.")
  @RequestBody(required = true, content = @io.swagger.v3.oas.annotations.media.Content(
      mediaType = "application/json", schema = @Schema(implementation = ChangedTemplate.class)))
  HttpResponse<TemplateView> change(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body, @Header(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    find(principal, id);
    var wanted = bodies.read(body, ChangedTemplate.class);
    @Nullable Integer version = ifMatch == null ? wanted.version() : Integer.valueOf(version(ifMatch));
    if (version == null) {
      throw ProblemException.of(List.of(new FieldError("version", "missing", "is missing, and so is If-Match")));
    }
    if (wanted.body() == null && wanted.variables() != null) {
      throw ProblemException.of(List.of(new FieldError("body", "missing", "is missing: a version is both")));
    }
    var draft = wanted.body() == null
        ? null
        : new TemplateDraft(wanted.body(), Objects.requireNonNullElse(wanted.variables(), List.of()));
    return answer(HttpStatus.OK, done(principal, administration.change(principal.tenantId(), id, version,
        principal.agentId(), draft, wanted.standard())));
  }

  @Delete("/{id}")
  @Secured(Roles.SUPERVISOR)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "deleteTemplate", summary = "Delete a template",
      description = "For admins and supervisors. It is not sent any more and stays to be looked at. A service's template is "
          + "deleted at the service.")
  @ApiResponse(responseCode = "204", description = "Deleted")
  HttpResponse<Void> delete(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Header(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    find(principal, id);
    check(administration.delete(principal.tenantId(), id, ifMatch == null ? null : version(ifMatch)));
    return HttpResponse.noContent();
  }

  @Post("/{id}/preview")
  @Operation(operationId = "previewTemplate", summary = "See what a template says with these variables",
      description = "Sends nothing. Also works for a template that is not approved yet.")
  @RequestBody(required = true, content = @io.swagger.v3.oas.annotations.media.Content(
      mediaType = "application/json", schema = @Schema(implementation = PreviewRequest.class)))
  Preview preview(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    find(principal, id);
    var wanted = bodies.read(body, PreviewRequest.class);
    var resolution = reader.preview(principal.viewer(), id, Objects.requireNonNullElse(wanted.variables(), Map.of()))
        .orElseThrow(TemplateController::notFound);
    return switch (resolution) {
      case Resolution.Filled(var content, var use) -> new Preview(content, use);
      case Resolution.Refused(var why) -> throw ProblemException.of(AcceptAnswers.errors(why));
      case Resolution.AsItIs _ -> throw notFound();
    };
  }

  private TemplateView find(Principal principal, UUID id) {
    return reader.find(principal.viewer(), id).orElseThrow(TemplateController::notFound);
  }

  private TemplateView done(Principal principal, TemplateChange change) {
    return find(principal, check(change));
  }

  private static UUID check(TemplateChange change) {
    return switch (change) {
      case TemplateChange.Done(var id, _) -> id;
      case TemplateChange.Faulty(var faults) -> throw ProblemException.of(faults.stream()
          .map(fault -> new FieldError(fault.member(), fault.code(), fault.detail())).toList());
      case TemplateChange.Unknown() -> throw notFound();
      case TemplateChange.NotOurs() -> throw ProblemException.of(ProblemType.CONFLICT,
          "The service keeps this template; it is changed there.");
      case TemplateChange.Outdated(var version) -> throw ProblemException.of(ProblemType.CHANGED_MEANWHILE,
          "It is at version " + version + ".");
    };
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such template.");
  }

  // Ours are quoted numbers; whatever else is asked for is not what is there.
  private static int version(String ifMatch) {
    var tag = ifMatch.strip().replaceAll("^\"|\"$", "");
    return tag.matches("\\d{1,9}") ? Integer.parseInt(tag) : 0;
  }

  private static HttpResponse<TemplateView> answer(HttpStatus status, TemplateView template) {
    var answer = HttpResponse.<TemplateView>status(status).body(template)
        .header(HttpHeaders.ETAG, "\"" + template.version() + "\"");
    return status == HttpStatus.CREATED
        ? answer.header(HttpHeaders.LOCATION, URI.create("/api/v1/templates/" + template.id()).toString())
        : answer;
  }

  /// @param next where the list goes on; null at its end
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "TemplatePage")
  record TemplatePage(List<TemplateView> templates, @Nullable String next) {}

  /// @param standard whether it is taken where the language that is asked for is not there
  @Schema(name = "NewTemplate", example = """
      {"name":"order_shipped","channel":"sms","language":"pt_BR",\
      "body":{"text":"Olá {{name}}, seu pedido {{code}} foi enviado."},\
      "variables":[{"name":"name"},{"name":"code","description":"of the order","example":"4711"}]}""")
  record NewTemplate(@Schema(example = "order_shipped") String name,
      @Schema(allowableValues = {"whatsapp", "sms", "email", "push", "telegram"}) String channel,
      @Schema(example = "pt_BR") String language, ObjectNode body, @Nullable List<TemplateDraft.Variable> variables,
      @JsonProperty("default") @Nullable Boolean standard) {}

  /// @param version the one that has been seen
  @Schema(name = "ChangedTemplate")
  record ChangedTemplate(@Nullable Integer version, @Nullable ObjectNode body,
      @Nullable List<TemplateDraft.Variable> variables, @JsonProperty("default") @Nullable Boolean standard) {}

  @Schema(name = "PreviewRequest", example = "{\"variables\":{\"name\":\"Ana\",\"code\":\"4711\"}}")
  record PreviewRequest(@Nullable Map<String, TemplateValue> variables) {}

  /// @param content what would be sent
  /// @param template the version that it was made of
  @Schema(name = "TemplatePreview")
  record Preview(Content content, TemplateUse template) {}
}
