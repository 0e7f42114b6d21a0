package dev.switchboard.worker.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.assignment.Floor;
import dev.switchboard.core.assignment.WaitingChats;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.worker.WorkerNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Whole worker nodes that give chats to agents, on a real database.
class AssignmentTimerTest {

  /// Nothing is swept: what is given was told of.
  private static final Map<String, Object> TOLD = Map.of("switchboard.assignment.sweep-every", "1h");
  private static final Map<String, Object> SWEPT = Map.of("switchboard.assignment.sweep-every", "50ms",
      "switchboard.assignment.return-after", "10ms");

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private Floor floor;

  @BeforeEach
  void open() {
    floor = new Floor(DB);
  }

  @AfterEach
  void close() throws Exception {
    floor.close();
  }

  private void awaitGiven(UUID chat, UUID agent) {
    await().untilAsserted(() -> assertThat(floor.assignee(chat)).isEqualTo(agent));
  }

  @Test
  void whateverLetsAChatBeGivenHasItGiven() {
    try (var _ = new WorkerNode(floor.engine, TOLD); var _ = new WorkerNode(floor.engine, TOLD)) {
      var handling = new ChatHandling(floor.engine.database, floor.engine.doorbell);
      var somebody = Actor.node(floor.engine.tenantId);
      var bia = floor.agent("Bia", 1);

      // A customer writes.
      var chats = floor.customers(7);
      awaitGiven(chats.get(0), bia);
      // There is room.
      handling.close(somebody, chats.get(0));
      awaitGiven(chats.get(1), bia);
      handling.snooze(somebody, chats.get(1), Instant.parse("2100-01-01T00:00:00Z"));
      awaitGiven(chats.get(2), bia);
      DB.run("update agents set capacity = 2 where id = '%s'".formatted(bia));
      awaitGiven(chats.get(3), bia);
      // Somebody else may do it.
      var caio = floor.agent("Caio", 1);
      DB.run("update agents set disabled_at = null where id = '%s'".formatted(caio));
      awaitGiven(chats.get(4), caio);
      // Somebody comes; the api says so.
      var dora = floor.agent("Dora", 1);
      floor.engine.doorbell.ring(WaitingChats.DUE);
      awaitGiven(chats.get(5), dora);
    }
  }

  @Test
  void anAccountThatIsMadeAutomaticAndATeamThatIsMadeLargerAreHeard() {
    try (var _ = new WorkerNode(floor.engine, TOLD)) {
      var sales = floor.engine.newAccount("sales", floor.engine.provider);
      var bia = floor.agent("Bia", 10);
      var caio = floor.agent("Caio", 10);
      floor.team("Sales", List.of(), List.of(sales));
      var sold = floor.customer(sales);
      floor.automatic(sales);

      var team = DB.value(UUID.class, "select id from teams where tenant_id = ?", floor.engine.tenantId);
      DB.run("insert into team_agents (team_id, agent_id, tenant_id) values ('%s', '%s', '%s')"
          .formatted(team, caio, floor.engine.tenantId));
      awaitGiven(sold, caio);

      DB.run("update channel_accounts set assignment = 'manual' where id = '%s'".formatted(floor.engine.account.id()));
      floor.engine.accounts.forget(floor.engine.account.id());
      var waits = floor.customer();
      floor.automatic(floor.engine.account);
      awaitGiven(waits, bia);
    }
  }

  @Test
  void whatNobodyToldIsSwept() {
    try (var _ = new WorkerNode(floor.engine, SWEPT)) {
      var chat = floor.customer();
      var bia = floor.agent("Bia", 10);
      awaitGiven(chat, bia);

      floor.go(bia);
      await().untilAsserted(() -> assertThat(floor.assignee(chat)).isNull());

      floor.come(bia);
      awaitGiven(chat, bia);
    }
  }
}
