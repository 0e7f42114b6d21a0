package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.FailureReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The bounces of sisimai's collection against what sisimai makes of them: status, code, hard or soft, reason.
class ForeignBouncesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TreeMap<String, int[]> scores = new TreeMap<>();
  private final List<String> misses = new ArrayList<>();

  @Test
  void bouncesMeanWhatSisimaiSays() throws IOException {
    var files = ForeignFixtures.in("sisimai", ".eml");
    for (var file : files) {
      compare(file, JSON.readTree(ForeignFixtures.bytes(ForeignFixtures.expected(file, "json").orElseThrow())));
    }
    System.out.println("sisimai, " + files.size() + " mails");
    scores.forEach((what, score) -> System.out.printf("  %-12s %3d of %3d%n", what, score[0], score[1]));
    misses.forEach(each -> System.out.println("  miss: " + each));

    assertFloor("recognised", 98);
    assertFloor("status", 100);
    assertFloor("code", 100);
    assertFloor("hard", 90);
    assertFloor("reason", 89);
    assertFloor("complaint", 100);
    assertFloor("vacation", 100);
  }

  private void assertFloor(String what, int percent) {
    var score = scores.get(what);
    assertThat(score[0] * 100).as(what).isGreaterThanOrEqualTo(score[1] * percent);
  }

  private void compare(Path file, JsonNode expected) {
    var name = file.getFileName().toString().replace(".eml", "");
    var mail = Mime.parse(ForeignFixtures.bytes(file));
    var bounce = Bounce.in(mail);
    switch (expected.path(0).path("reason").asText()) {
      case "feedback" -> score("complaint", Complaint.in(mail).isPresent() && bounce.isEmpty(), name);
      case "vacation" ->
          score("vacation", bounce.isEmpty() && Automatic.kind(mail.headers()).isPresent(), name);
      default -> {
        var found = bounce.map(Bounce::recipients).orElse(List.of());
        score("recognised", !found.isEmpty(), name);
        for (var i = 0; i < expected.size() && i < found.size(); i++) {
          compare(name, expected.get(i), found.get(i));
        }
      }
    }
  }

  private void compare(String name, JsonNode expected, Bounce.Recipient found) {
    var status = expected.path("dsn").asText();
    // 5.0.9xx is sisimai's own, for reports without a status.
    if (!status.isEmpty() && !status.matches("\\d\\.0\\.9\\d\\d")) {
      score("status", status.equals(found.status()), name + " " + status + ", not " + found.status());
    }
    var code = expected.path("replycode").asText();
    if (!code.isEmpty()) {
      score("code", code.equals(found.code()), name + " " + code + ", not " + found.code());
    }
    var reason = expected.path("reason").asText();
    if (reason.equals("delivered")) {
      score("reason", found.outcome() == Bounce.Outcome.DELIVERED, name + " delivered");
      return;
    }
    var hard = expected.path("hardbounce").asBoolean();
    score("hard", hard == BounceReasons.isHard(found.failure()),
        name + " " + reason + " hard=" + hard + ": " + found.failure());
    score("reason", reasons(reason).contains(found.failure().reason()), name + " " + reason + ": " + found.failure());
  }

  private void score(String what, boolean good, String miss) {
    var score = scores.computeIfAbsent(what, _ -> new int[2]);
    score[0] += good ? 1 : 0;
    score[1]++;
    if (!good) {
      misses.add(what + " " + miss);
    }
  }

  /// Sisimai's words in ours.
  private static Set<FailureReason> reasons(String sisimai) {
    return switch (sisimai) {
      case "userunknown", "hostunknown", "hasmoved" -> EnumSet.of(FailureReason.BAD_ADDRESS);
      case "filtered", "mailboxfull", "suspend", "expired", "networkerror" -> EnumSet.of(FailureReason.UNDELIVERABLE);
      case "authfailure", "requireptr", "rejected" ->
          EnumSet.of(FailureReason.BAD_CONFIGURATION, FailureReason.CONTENT_REFUSED, FailureReason.ACCOUNT_BLOCKED);
      case "blocked" -> EnumSet.of(FailureReason.ACCOUNT_BLOCKED, FailureReason.BAD_CONFIGURATION);
      case "toomanyconn" -> EnumSet.of(FailureReason.THROTTLED);
      case "spamdetected", "policyviolation", "securityerror", "notcompliantrfc" ->
          EnumSet.of(FailureReason.CONTENT_REFUSED, FailureReason.ACCOUNT_BLOCKED);
      default -> EnumSet.of(FailureReason.UNKNOWN, FailureReason.SERVICE_ERROR);
    };
  }
}
