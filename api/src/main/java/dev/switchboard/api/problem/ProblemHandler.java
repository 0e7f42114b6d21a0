package dev.switchboard.api.problem;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

@Singleton
@SuppressWarnings("rawtypes")
final class ProblemHandler implements ExceptionHandler<ProblemException, HttpResponse<Problem>> {

  @Override
  public HttpResponse<Problem> handle(HttpRequest request, ProblemException exception) {
    return exception.retryAfter()
        .map(wait -> ProblemAnswers.answer(exception.problem(), wait))
        .orElseGet(() -> ProblemAnswers.answer(exception.problem()));
  }
}
