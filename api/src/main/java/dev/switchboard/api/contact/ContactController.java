package dev.switchboard.api.contact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.api.body.BodyReader;
import dev.switchboard.api.body.Paging;
import dev.switchboard.api.chat.ChatPage;
import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.ChatView;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.consent.Suppression;
import dev.switchboard.core.consent.Suppressions;
import dev.switchboard.core.contact.ContactFields;
import dev.switchboard.core.contact.ContactView;
import dev.switchboard.core.contact.Contacts;
import dev.switchboard.core.contact.MergeResult;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Contacts of the caller's tenant.
@Controller("/api/v1")
@Secured(SecurityRule.IS_AUTHENTICATED)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Contacts")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class ContactController {

  private static final int MOST_CHATS = 200;

  private final BodyReader bodies;
  private final Contacts contacts;
  private final Chats chats;
  private final Suppressions suppressions;
  private final ContactFields fields;

  ContactController(BodyReader bodies, Contacts contacts, Chats chats, Suppressions suppressions,
      ContactFields fields) {
    this.bodies = bodies;
    this.contacts = contacts;
    this.chats = chats;
    this.suppressions = suppressions;
    this.fields = fields;
  }

  @Get("/contacts/{id}")
  @Operation(operationId = "getContact", summary = "Look at a contact",
      description = "With their addresses, their latest 200 chats, the merges they took part in, and what they do not want.")
  Contact get(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    var contact = contacts.find(principal.tenantId(), id).orElseThrow(ContactController::notFound);
    return Contact.of(contact, chats.list(principal.viewer(), ChatFilter.ofContact(id), null, MOST_CHATS),
        suppressions.ofContact(principal.tenantId(), id));
  }

  @Patch("/contacts/{id}")
  @Operation(operationId = "changeContact", summary = "Change a contact's name and fields",
      description = "As a merge patch: what is not said stays, null takes a field or the name away.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = ChangedContact.class)))
  Contact change(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    if (contacts.find(principal.tenantId(), id).isEmpty()) {
      throw notFound();
    }
    var patch = bodies.read(body, ChangedContact.class).patch();
    return switch (fields.change(principal.actor(), id, patch)) {
      case DONE -> get(principal, id);
      case TOO_MANY_FIELDS -> throw ProblemException.of(List.of(
          new FieldError("fields", "bad-value", "must be at most " + ContactFields.MOST + " in all")));
      case UNKNOWN -> throw notFound();
    };
  }

  @Get("/contacts/{id}/chats{?limit,before}")
  @Operation(operationId = "listContactChats", summary = "List the chats with a contact, latest activity first",
      description = "The answer's `next`, given as `before`, goes on where this page ends.")
  ChatPage chats(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @QueryValue @Nullable Integer limit, @QueryValue @Nullable String before) {
    if (contacts.find(principal.tenantId(), id).isEmpty()) {
      throw notFound();
    }
    var size = Paging.limit(limit);
    return ChatPage.of(chats.list(principal.viewer(), ChatFilter.ofContact(id), ChatPage.before(before), size + 1),
        size);
  }

  @Post("/contacts/{id}/merge")
  @Operation(operationId = "mergeContact", summary = "Give everything of a contact to another one",
      description = "Where both have an open chat over one account, it goes on in the other's. The merge's id undoes it.")
  @RequestBody(required = true, content = @Content(mediaType = "application/json",
      schema = @Schema(implementation = MergeRequest.class)))
  MergedContact merge(@Parameter(hidden = true) Principal principal, @PathVariable UUID id,
      @Body byte @Nullable [] body) {
    if (contacts.find(principal.tenantId(), id).isEmpty()) {
      throw notFound();
    }
    var into = bodies.read(body, MergeRequest.class).into();
    return switch (contacts.merge(principal.tenantId(), id, into, principal.agentId())) {
      case MergeResult.Merged(var mergeId, var contactId) -> new MergedContact(mergeId, contactId);
      case MergeResult.AlreadyMerged(var heir) -> throw ProblemException.of(ProblemType.CONFLICT,
          "This contact has been merged into " + heir + " before.");
      case MergeResult.Same() -> throw bad("is the same contact");
      case MergeResult.Unknown(_) -> throw bad("is no contact");
    };
  }

  @Post("/contact-merges/{id}/undo")
  @Consumes(MediaType.ALL)
  @Status(HttpStatus.NO_CONTENT)
  @Operation(operationId = "undoContactMerge", summary = "Tell two merged contacts apart again",
      description = "Services do not bring them together again; an agent can.")
  void undo(@Parameter(hidden = true) Principal principal, @PathVariable UUID id) {
    var undone = contacts.undo(principal.tenantId(), id, principal.agentId())
        .orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "There is no such merge."));
    if (!undone) {
      throw ProblemException.of(ProblemType.CONFLICT, "This merge has been undone before.");
    }
  }

  private static ProblemException notFound() {
    return ProblemException.of(ProblemType.NOT_FOUND, "There is no such contact.");
  }

  private static ProblemException bad(String detail) {
    return ProblemException.of(List.of(new FieldError("into", "bad-value", detail)));
  }

  /// @param into the contact that gets everything
  @Schema(name = "MergeRequest", example = "{\"into\":\"019362d0-6a0e-7c3b-9a3e-0f6c2b1d4e5f\"}")
  record MergeRequest(UUID into) {}

  /// @param id of the merge
  /// @param contactId who has everything now
  @Schema(name = "MergedContact")
  record MergedContact(UUID id, UUID contactId) {}

  /// A contact with its chats.
  ///
  /// @param mergedInto who has everything of this contact; null where it stands for itself
  /// @param fields what agents know of them
  /// @param former addresses that were theirs
  /// @param consent what holds for any of the addresses: who does not want, or cannot get, messages
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "Contact")
  record Contact(UUID id, @Nullable String name, @Nullable UUID mergedInto, Instant createdAt,
      Map<String, String> fields, List<ContactView.Identity> identities, List<ContactView.FormerIdentity> former,
      List<ContactView.Merge> merges,
      List<ChatView> chats, List<Suppression> consent) {

    static Contact of(ContactView view, List<ChatView> chats, List<Suppression> consent) {
      return new Contact(view.id(), view.name(), view.mergedInto(), view.createdAt(), view.fields(), view.identities(),
          view.former(),
          view.merges(), chats, consent);
    }
  }
}
