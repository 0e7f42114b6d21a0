package dev.switchboard.core.database;

import java.sql.SQLException;

/// The database is away. Nothing is known of a transaction that was under way; one that had not begun did nothing.
public final class DatabaseUnavailableException extends DatabaseException {

  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(SQLException cause) {
    super(cause);
  }
}
