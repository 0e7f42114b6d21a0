package dev.switchboard.core.contact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.spi.IdentityKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A person, by all that is known of their addresses. Its JSON leaves out what is null.
///
/// @param mergedInto who has everything of this contact; null where it stands for itself
/// @param fields what agents know of them, by the names that the tenant gives
/// @param former addresses that were theirs
/// @param merges in which this contact took part, the newest first
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContactView(UUID id, @Nullable String name, @Nullable UUID mergedInto, Instant createdAt,
    Map<String, String> fields, List<Identity> identities, List<FormerIdentity> former, List<Merge> merges) {

  /// An address.
  ///
  /// @param address as a service gave it last, or else as it was first written to
  public record Identity(IdentityKind kind, String address, Instant since) {}

  /// An address that is not theirs any more.
  public record FormerIdentity(IdentityKind kind, String address, Instant since, Instant until, String why) {}

  /// A merge of two contacts.
  ///
  /// @param contactId who was merged
  /// @param account whose service said that they are one; null where none did
  /// @param agentId who said so; null where none did
  /// @param undoneAt null where it stands
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Merge(UUID id, UUID contactId, UUID into, MergeCause cause, @Nullable String account,
      @Nullable UUID agentId, Instant at, @Nullable Instant undoneAt, @Nullable UUID undoneBy) {}
}
