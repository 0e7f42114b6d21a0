package dev.switchboard.api.problem;

import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.database.DatabaseUnavailableException;
import dev.switchboard.core.database.OutcomeUnknownException;
import io.micronaut.data.connection.exceptions.ConnectionException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers 503 where the database is away and 500 for everything else that nobody has thought of; says no more than
/// that to the caller and everything to the log.
@Singleton
@SuppressWarnings("rawtypes")
final class UnexpectedHandler implements ExceptionHandler<RuntimeException, HttpResponse<Problem>> {

  private static final Logger LOG = LoggerFactory.getLogger(UnexpectedHandler.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  @Override
  public HttpResponse<Problem> handle(HttpRequest request, RuntimeException exception) {
    if (exception instanceof OutcomeUnknownException) {
      LOG.warn("nobody knows what became of {} {}: the database went away", request.getMethodName(), request.getPath());
      return ProblemAnswers
          .answer(Problem.of(ProblemType.UNKNOWN, "It may have been done or not. Repeat it with the same "
              + "idempotency key, or look."), RETRY_AFTER);
    }
    if (isDatabaseAway(exception)) {
      LOG.warn("{} {} cannot be served: the database is away", request.getMethodName(), request.getPath());
      return ProblemAnswers.answer(Problem.of(ProblemType.UNAVAILABLE, "Nothing was done. Please try again."),
          RETRY_AFTER);
    }
    LOG.error("{} {} failed", request.getMethodName(), request.getPath(), exception);
    return ProblemAnswers.answer(Problem.of(ProblemType.INTERNAL_ERROR, (String) null));
  }

  private static boolean isDatabaseAway(@Nullable Throwable exception) {
    for (var cause = exception; cause != null; cause = cause.getCause()) {
      // Where a connection breaks, the repositories' framework hides that by what fails when it gives the connection back.
      if (cause instanceof DatabaseUnavailableException || cause instanceof ConnectionException
          || cause instanceof SQLException sql && DatabaseException.of(sql) instanceof DatabaseUnavailableException) {
        return true;
      }
    }
    return false;
  }
}
