package dev.switchboard.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.spi.DeliveryReport;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
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
  void theTablesAllowExactlyTheseStatuses() {
    var states = EnumSet.complementOf(EnumSet.of(MessageStatus.DELAYED));
    var facts = EnumSet.complementOf(EnumSet.of(MessageStatus.QUEUED, MessageStatus.RECEIVED, MessageStatus.STORED));

    assertThat(allowed("message_state")).containsExactlyInAnyOrderElementsOf(names(states));
    assertThat(allowed("message_fact")).containsExactlyInAnyOrderElementsOf(names(facts));
    assertThat(allowed("reported_status"))
        .containsExactlyInAnyOrderElementsOf(names(EnumSet.allOf(DeliveryReport.Status.class)));
  }

  private static List<String> allowed(String domain) {
    return DB.values(String.class, """
        select allowed[1]
        from pg_constraint
        cross join regexp_matches(pg_get_constraintdef(oid), '''([A-Z]+)''', 'g') allowed
        where contypid = '%s'::regtype
        """.formatted(domain));
  }

  private static List<String> names(Collection<? extends Enum<?>> values) {
    return values.stream().map(Enum::name).toList();
  }
}
