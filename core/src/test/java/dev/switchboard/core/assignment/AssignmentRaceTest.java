package dev.switchboard.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Sights;
import dev.switchboard.core.tenant.TeamChange;
import dev.switchboard.core.tenant.TeamDraft;
import dev.switchboard.core.tenant.Teams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Two nodes give at once, again and again.
class AssignmentRaceTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final int ROUNDS = 40;
  private static final int THREADS = 3;

  @Test
  void noChatIsGivenTwiceAndNobodyMoreThanTheyHaveRoomFor() throws Exception {
    var floor = new Floor(DB);
    try (var bell = new Doorbell(new Database(DB.newPool()))) {
      var other = new WaitingChats(new Database(DB.newPool()), bell);
      var agents = List.of(floor.agent("Ana", 1), floor.agent("Bia", 2), floor.agent("Caio", 4));
      for (var round = 0; round < ROUNDS; round++) {
        var chats = floor.customers(10);

        var given = atOnce(floor.waiting, other);

        assertThat(given).as("round %s", round).isEqualTo(7);
        assertThat(agents).extracting(agent -> floor.chatsOf(agent).size()).containsExactly(1, 2, 4);
        assertThat(assignments(floor)).isEqualTo(7 * (round + 1));
        assertThat(chats.subList(0, 7)).allSatisfy(chat -> assertThat(floor.assignee(chat)).isNotNull());
        DB.run("update chats set status = 'CLOSED', waiting_since = null where tenant_id = '%s'"
            .formatted(floor.engine.tenantId));
      }
    }
    floor.close();
  }

  private static long assignments(Floor floor) {
    return DB.count("audit_log where tenant_id = ? and action = 'chat-assigned'", floor.engine.tenantId);
  }

  private static int atOnce(WaitingChats one, WaitingChats other) throws Exception {
    var sides = new ArrayList<Callable<Integer>>();
    for (var i = 0; i < THREADS; i++) {
      sides.add(one::give);
      sides.add(other::give);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var given = 0;
      for (var side : threads.invokeAll(sides)) {
        given += side.get();
      }
      return given;
    }
  }

  @Test
  void whileChatsComeAndGoNoneIsLeftAndNoneIsGivenTwice() throws Exception {
    var floor = new Floor(DB);
    try (var bell = new Doorbell(new Database(DB.newPool()))) {
      var other = new WaitingChats(new Database(DB.newPool()), bell);
      var abandoned = new AbandonedChats(floor.engine.database, floor.engine.doorbell);
      var agents = List.of(floor.agent("Ana", 3), floor.agent("Bia", 3));
      var chats = floor.customers(60);
      var sides = new ArrayList<Callable<Integer>>();
      for (var node : List.of(floor.waiting, other)) {
        sides.add(() -> {
          var given = 0;
          while (DB.count("chats where tenant_id = ? and queue in (0, 1)", floor.engine.tenantId) > 0) {
            given += node.give();
            assertThat(agents).allSatisfy(agent -> assertThat(floor.chatsOf(agent)).hasSizeLessThanOrEqualTo(3));
          }
          return given;
        });
      }
      // Agents who work through what they are given, one of whom is taken for gone now and then.
      sides.add(() -> {
        while (DB.count("chats where tenant_id = ? and queue in (0, 1)", floor.engine.tenantId) > 0) {
          agents.forEach(agent -> floor.chatsOf(agent).stream().limit(1).forEach(AssignmentRaceTest::close));
          floor.go(agents.getFirst());
          abandoned.takeBack(Duration.ZERO);
          floor.come(agents.getFirst());
        }
        return 0;
      });
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var side : threads.invokeAll(sides)) {
          side.get();
        }
      }
      var returned = DB.count("audit_log where tenant_id = ? and action = 'chat-returned'", floor.engine.tenantId);
      assertThat(assignments(floor)).isEqualTo(chats.size() + returned);
    }
    floor.close();
  }

  @Test
  void whoLosesSightOfAnAccountMeanwhileHasNoneOfItsChats() throws Exception {
    var floor = new Floor(DB);
    var bell = floor.engine.doorbell;
    var teams = new Teams(floor.engine.database, bell, new Sights(floor.engine.database, bell));
    var admin = Actor.node(floor.engine.tenantId);
    var agents = List.of(floor.agent("Ana", 1000), floor.agent("Bia", 1000));
    var team = (TeamChange.Done) teams.create(admin,
        new TeamDraft("Support", Set.copyOf(agents), Set.of(floor.engine.account.name())));
    for (var round = 0; round < ROUNDS; round++) {
      floor.customers(5);
      var staying = agents.get(round % 2);
      var leaving = agents.get(1 - round % 2);

      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var given = threads.submit(floor.waiting::give);
        teams.change(admin, team.team().id(), new TeamDraft(null, Set.of(staying), null));
        given.get();
      }
      floor.waiting.give();

      assertThat(floor.chatsOf(leaving)).as("round %s", round).isEmpty();
      assertThat(floor.chatsOf(staying)).hasSize(5 * (round + 1));
    }
    floor.close();
  }

  // As an agent does: nothing of a chat that is not theirs any more.
  private static void close(UUID chat) {
    DB.run("""
        update chats
        set status = 'CLOSED', waiting_since = null
        where id = '%s'
          and assignee_id is not null
        """.formatted(chat));
  }
}
