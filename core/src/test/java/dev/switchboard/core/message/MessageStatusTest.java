package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MessageStatusTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void noStatusIsEverReachedAgain() {
    for (var status : MessageStatus.values()) {
      var reachable = new HashSet<>(status.successors());
      while (reachable.addAll(reachable.stream().flatMap(next -> next.successors().stream()).toList())) {
        // until nothing is new
      }
      assertThat(reachable).as("what follows %s", status).doesNotContain(status);
    }
  }

  @Test
  void predecessorsAreTheInverseOfSuccessors() {
    for (var earlier : MessageStatus.values()) {
      for (var later : MessageStatus.values()) {
        assertThat(later.predecessors().contains(earlier)).isEqualTo(earlier.successors().contains(later));
      }
    }
  }

  @Test
  void theTableAllowsExactlyTheseStatuses() {
    var check = DB.value(String.class, """
        select pg_get_constraintdef(oid)
        from pg_constraint
        where conrelid = 'chat_messages'::regclass
          and pg_get_constraintdef(oid) like '%QUEUED%'
        """);
    assertThat(Arrays.stream(MessageStatus.values()).map(status -> "'" + status + "'")).allSatisfy(status -> {
      assertThat(check).contains(status);
    });
  }
}
