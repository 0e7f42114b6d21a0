package dev.switchboard.core.message;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.switchboard.core.attachment.AttachmentState;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened to a message. In JSON `what` tells which: `accepted`, `received`, `attempt`, `status`,
/// `decision` or `file`.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "what")
@JsonSubTypes({@JsonSubTypes.Type(TimelineEntry.Accepted.class), @JsonSubTypes.Type(TimelineEntry.Received.class),
    @JsonSubTypes.Type(TimelineEntry.Attempt.class), @JsonSubTypes.Type(TimelineEntry.Fact.class),
    @JsonSubTypes.Type(TimelineEntry.Decided.class), @JsonSubTypes.Type(TimelineEntry.File.class)})
public sealed interface TimelineEntry {

  /// When, by our clock.
  Instant at();

  /// What happened, for people.
  @JsonProperty
  String words();

  /// We took it from a business service or an agent.
  @JsonTypeName("accepted")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Accepted(Instant at, @Nullable Lane lane, @Nullable DeliveryPolicy policy, @Nullable Instant sendAt,
      @Nullable Instant expiresAt) implements TimelineEntry {

    @Override
    public String words() {
      return "Accepted" + (lane == null ? "" : " into the " + lane.label() + " lane")
          + (policy == null ? "" : ", " + policy.label()) + (sendAt == null ? "" : ", to be sent at " + sendAt)
          + (expiresAt == null ? "" : ", not after " + expiresAt) + ".";
    }
  }

  /// A customer sent it.
  @JsonTypeName("received")
  record Received(Instant at) implements TimelineEntry {

    @Override
    public String words() {
      return "Received from the customer.";
    }
  }

  /// A call to the service.
  ///
  /// @param token the fencing number: which claim of the message this was
  /// @param at when it began
  /// @param finishedAt null where nobody saw the end
  /// @param nextAt when it will be tried again, where it will
  /// @param duplicate whether the service had taken the message once already
  @JsonTypeName("attempt")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Attempt(Instant at, @Nullable Instant finishedAt, int attempt, long token, String node, String result,
      @Nullable String providerMessageId, @Nullable String reason, @Nullable String code, @Nullable String detail,
      @Nullable Instant nextAt, boolean duplicate) implements TimelineEntry {

    @Override
    public String words() {
      return "Attempt " + attempt + " by " + node + ": " + outcome() + because(reason, code, detail)
          + (nextAt == null ? "" : "; to be tried again at " + nextAt)
          + (duplicate ? "; the service had taken it before, so the customer has it twice" : "") + ".";
    }

    private String outcome() {
      return switch (result) {
        case "ACCEPTED" -> "the service took it" + (providerMessageId == null ? "" : " as " + providerMessageId);
        case "RETRY_LATER" -> "it was surely not sent";
        case "REJECTED" -> "the service refused it for good";
        case "UNCONFIRMED" -> "nobody can say whether it was sent";
        case "LEASE_EXPIRED" -> "the worker was lost, so nobody can say whether it was sent";
        case "NOT_SENT" -> "it was not begun";
        // A newer node may write a result that this one has no words for.
        default -> result;
      };
    }
  }

  /// A fact about its status, from us or from the service.
  ///
  /// @param at when we learnt it
  /// @param providerAt when it happened, by the service's clock
  /// @param participant who it happened to, in chats of several
  /// @param details what the service said besides, by name
  /// @param applied whether it moved the message's status; false where it came late
  @JsonTypeName("status")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Fact(Instant at, @Nullable Instant providerAt, MessageStatus status, int attempt,
      @Nullable String participant, @Nullable String reason, @Nullable String code, @Nullable String detail,
      @Nullable Map<String, String> details, boolean applied) implements TimelineEntry {

    @Override
    public String words() {
      return sentence() + because(reason, code, detail)
          + (applied || status == MessageStatus.DELAYED ? "." : "; the status stays as it is.");
    }

    private String sentence() {
      return switch (status) {
        case QUEUED -> "Waiting to be sent";
        case SENDING -> "Being sent";
        case UNCONFIRMED -> "It may have been sent";
        case SENT -> "Sent";
        case DELAYED -> "Not delivered yet, the service goes on trying";
        case DELIVERED -> "Delivered";
        case READ -> "Read";
        case FAILED -> "Failed";
        case CANCELED -> "Canceled";
        case EXPIRED -> "Its time ran out";
        case RECEIVED -> "Received";
        case STORED -> "Kept";
      };
    }
  }

  /// Something that we decided about it.
  ///
  /// @param code for programs, see [Decision.Code]
  /// @param details what it was decided on and what for, by name
  @JsonTypeName("decision")
  record Decided(Instant at, String code, Map<String, String> details) implements TimelineEntry {

    @Override
    public String words() {
      return Decision.words(code, details);
    }
  }

  /// A file that the customer sent with it.
  ///
  /// @param at when it was here, or could not be had, or when it came to be fetched
  /// @param attempts to fetch it that were begun
  /// @param detail why the last attempt did not work
  @JsonTypeName("file")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record File(Instant at, UUID attachmentId, AttachmentState state, int attempts, @Nullable String mimeType,
      @Nullable Long size, @Nullable String detail, @Nullable Instant nextAt) implements TimelineEntry {

    @Override
    public String words() {
      return sentence() + because(null, null, detail) + (nextAt == null ? "" : "; to be tried again at " + nextAt)
          + ".";
    }

    private String sentence() {
      var file = "Its file " + attachmentId;
      return switch (state) {
        case WAITING -> file + (attempts == 0 ? " is to be fetched" : " is being fetched, attempt " + attempts);
        case KEPT -> file + " is here, " + size + " bytes" + (mimeType == null ? "" : " of " + mimeType);
        case GONE -> file + " cannot be had";
        case REFUSED -> file + " is too large to be kept";
      };
    }
  }

  private static String because(@Nullable String reason, @Nullable String code, @Nullable String detail) {
    return (reason == null ? "" : " (" + reason + (code == null ? "" : ", " + code) + ")")
        + (detail == null ? "" : ": " + detail);
  }
}
