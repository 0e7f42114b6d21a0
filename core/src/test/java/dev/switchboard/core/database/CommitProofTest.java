package dev.switchboard.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is said of a transaction whose connection was lost while it committed.
class CommitProofTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private static final DatabaseUnavailableException LOSS = new DatabaseUnavailableException(
      new SQLException("lost", "08006"));

  private final UUID id = UUID.randomUUID();
  private CommitProof<String> proof;

  @BeforeEach
  void begin() {
    proof = new CommitProof<>(DB.database(), Duration.ofMillis(200));
  }

  @Test
  void whatHasCommittedIsAnswered() {
    proof.identify(DB.database().transaction(this::insert), "tenants", id);

    assertThat(proof.keep("done")).isEqualTo("done");
    assertThat(proof.resultIfCommitted(LOSS)).isEqualTo("done");
  }

  @Test
  void whatWasRolledBackHasFailed() throws SQLException {
    try (var connection = DB.database().pool().getConnection()) {
      connection.setAutoCommit(false);
      proof.identify(insert(connection), "tenants", id);
      connection.rollback();
      connection.setAutoCommit(true);
    }

    assertThat(proof.keep("done")).isNotNull();
    assertThatThrownBy(() -> proof.resultIfCommitted(LOSS)).isSameAs(LOSS);
  }

  @Test
  void whatACrashedServerForgotHasFailedAlthoughItsTransactionIdWasGivenToAnother() {
    proof.identify(DB.database().transaction(this::insert), "tenants", UUID.randomUUID());

    assertThat(proof.keep("done")).isNotNull();
    assertThatThrownBy(() -> proof.resultIfCommitted(LOSS)).isSameAs(LOSS);
  }

  @Test
  void whatNeverCameToItsCommitHasFailed() {
    assertThatThrownBy(() -> proof.resultIfCommitted(LOSS)).isSameAs(LOSS);
  }

  @Test
  void whatTheServerStillHasOpenIsNotAnsweredEitherWay() throws SQLException {
    try (var connection = DB.database().pool().getConnection()) {
      connection.setAutoCommit(false);
      proof.identify(insert(connection), "tenants", id);

      assertThat(proof.keep("done")).isNotNull();
      assertThatThrownBy(() -> proof.resultIfCommitted(LOSS)).isInstanceOf(OutcomeUnknownException.class);
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Test
  void whatAnotherServerCommittedIsNotAnsweredEitherWay() {
    proof.identify(Long.MAX_VALUE / 2, "tenants", id);

    assertThat(proof.keep("done")).isNotNull();
    assertThatThrownBy(() -> proof.resultIfCommitted(LOSS)).isInstanceOf(OutcomeUnknownException.class);
  }

  private long insert(Connection connection) throws SQLException {
    try (var statement = connection.createStatement(); var row = statement.executeQuery("""
        with t as (insert into tenants (id, name) values ('%1$s', '%1$s'))
        select pg_current_xact_id()::text::bigint
        """.formatted(id))) {
      row.next();
      return row.getLong(1);
    }
  }
}
