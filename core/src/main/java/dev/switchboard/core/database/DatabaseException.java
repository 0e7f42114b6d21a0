package dev.switchboard.core.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Objects;

/// What the database had to say against a statement.
public class DatabaseException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String sqlState;

  DatabaseException(SQLException cause) {
    super(cause.getMessage(), cause);
    this.sqlState = Objects.requireNonNullElse(cause.getSQLState(), "");
  }

  /// Tells a database that is away from one that refuses.
  public static DatabaseException of(SQLException e) {
    return isAway(e) ? new DatabaseUnavailableException(e) : new DatabaseException(e);
  }

  /// Five characters, see PostgreSQL's appendix A; empty where there is none.
  public String sqlState() {
    return sqlState;
  }

  /// Whether the same transaction, run again as a whole, may work: it lost against another one.
  public boolean isConflict() {
    return sqlState.equals("40001") || sqlState.equals("40P01") || lostRaceForOpenChat();
  }

  // Two reopened, or one reopened what another had just replaced. Seen again, the chat is there.
  private boolean lostRaceForOpenChat() {
    return sqlState.equals("23505") && String.valueOf(getMessage()).contains("chats_open_customer");
  }

  /// Whether some value in the statement is at fault, so that the same again fails again: by its form (22), by a constraint
  /// (23), by its size (54, such as too long for an index).
  public boolean isBadData() {
    return sqlState.startsWith("22") || sqlState.startsWith("23") || sqlState.startsWith("54");
  }

  // 08: connection lost or refused. 57P0x: shut down, crashed, starting up. 53: out of connections, disk or memory.
  private static boolean isAway(SQLException e) {
    var state = Objects.requireNonNullElse(e.getSQLState(), "");
    return e instanceof SQLTransientConnectionException || state.startsWith("08") || state.startsWith("57P")
        || state.startsWith("53");
  }
}
