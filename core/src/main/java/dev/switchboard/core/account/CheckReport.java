package dev.switchboard.core.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// How an account looks, in words.
///
/// @param verdict the worst of the findings' that is a verdict: `UNKNOWN` only where there is no other
/// @param findings ours first, then the provider's
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckReport(String account, UUID accountId, String provider, Verdict verdict, Instant checkedAt,
    List<Finding> findings) {

  static CheckReport of(StoredAccount account, List<Finding> findings) {
    return new CheckReport(account.name(), account.id(), account.provider(), worst(findings), Instant.now(),
        List.copyOf(findings));
  }

  private static Verdict worst(List<Finding> findings) {
    return Stream.of(Verdict.BAD, Verdict.DOUBTFUL, Verdict.GOOD)
        .filter(verdict -> findings.stream().anyMatch(finding -> finding.verdict() == verdict))
        .findFirst()
        .orElse(Verdict.UNKNOWN);
  }
}
