package dev.switchboard.api.overview;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import dev.switchboard.core.overview.OverviewLog;
import dev.switchboard.core.tenant.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverviewTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  @BeforeAll
  static void somethingHappens() {
    for (var to : new String[]{"+5511999990001", "+5511999990002"}) {
      assertThat(SERVER.post(SERVER.key(), "/api/v1/messages",
          "{\"account\":\"test\",\"to\":\"" + to + "\",\"content\":{\"type\":\"text\",\"text\":\"Olá\"}}").status())
          .isEqualTo(202);
    }
    var log = SERVER.bean(OverviewLog.class);
    var lease = log.reader().take("test").orElseThrow();
    assertThat(log.look(lease)).isEqualTo(OverviewLog.Look.DONE);
    log.reader().giveBack(lease);
  }

  private static JsonNode overview(String token, String query) {
    var answer = SERVER.get(token, "/api/v1/overview" + query);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void aSupervisorSeesWhatHappens() {
    var tenant = overview(SERVER.logIn(SERVER.tenantId(), Role.SUPERVISOR), "").get("tenant");

    assertThat(tenant.get("hours").asInt()).isEqualTo(24);
    assertThat(tenant.at("/messages/accepted").asInt()).isEqualTo(2);
    assertThat(tenant.at("/messages/outcomes/queued").asInt()).isEqualTo(2);
    assertThat(tenant.at("/queue/waiting").asInt()).isEqualTo(2);
    assertThat(tenant.at("/queue/lanes/0/lane").asText()).isEqualTo("transactional");
    assertThat(tenant.at("/accounts/0/health/state").asText()).isEqualTo("WELL");
    assertThat(tenant.at("/messages").has("deliveryRate")).as("of nothing there is no share").isFalse();
    assertThat(tenant.get("series")).hasSize(24);
    assertThat(tenant.get("minutes")).hasSize(60);
  }

  @Test
  void anotherTenantSeesNothingOfIt() {
    var tenant = overview(SERVER.rivalKey(), "").get("tenant");

    assertThat(tenant.at("/messages/accepted").asInt()).isZero();
    assertThat(tenant.at("/queue/waiting").asInt()).isZero();
  }

  @Test
  void thePeriodIsAsLongAsIsAsked() {
    assertThat(overview(SERVER.key(), "?hours=168").at("/tenant/series")).hasSize(168);
    assertThat(overview(SERVER.key(), "?hours=1").at("/tenant/series")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "169", "day"})
  void aPeriodThatIsNoneIsRefusedByName(String hours) {
    var answer = SERVER.get(SERVER.key(), "/api/v1/overview?hours=" + hours);

    assertThat(answer.status()).isBetween(400, 422);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.text()).contains("hours");
  }

  @Test
  void theNodeThatAnswersTellsOfItself() {
    var before = overview(SERVER.key(), "").get("node");
    SERVER.get(SERVER.key(), "/api/v1/nothing-is-here");
    SERVER.get(SERVER.key(), "/api/v1/chats");

    var node = overview(SERVER.key(), "").get("node");

    assertThat(node.at("/requests/answered").asLong()).isGreaterThan(before.at("/requests/answered").asLong());
    assertThat(node.at("/requests/failed").asLong()).isZero();
    assertThat(node.at("/memory/usedBytes").asLong()).isPositive();
    assertThat(node.at("/database/roundTripSeconds").asDouble()).isPositive();
    assertThat(node.at("/database/most").asLong()).as("connections of the pool").isPositive();
    assertThat(node.at("/live/connections").asLong()).isZero();
    assertThat(node.has("startedAt")).isTrue();
  }
}
