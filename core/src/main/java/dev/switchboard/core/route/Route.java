package dev.switchboard.core.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An order of accounts: the first is meant, the others stand in for it.
///
/// @param name unique within its tenant, such as `customer-notices`
/// @param legs 1 to [#MOST_LEGS], each of another account
public record Route(UUID id, UUID tenantId, String name, List<Leg> legs) {

  public static final int MOST_LEGS = 10;

  public Route {
    legs = List.copyOf(legs);
  }

  /// One way.
  ///
  /// @param account the name of the account
  /// @param patienceSeconds how long a message is tried this way, while it is sure that it was not sent, before the next way
  ///        is taken
  /// @param subject the subject that a text gets where this account sends e-mails, and its title where it pushes; null for
  ///        none, so that texts do not go this way where they need one
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Leg(String account, double patienceSeconds, @Nullable String subject) {

    /// Enough for a service to come back from a restart, and less than a customer waits for a code.
    public static final double USUAL_PATIENCE_SECONDS = 30;
  }
}
