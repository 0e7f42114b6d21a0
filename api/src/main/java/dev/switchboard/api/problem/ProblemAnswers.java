package dev.switchboard.api.problem;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.time.Duration;

/// Gives every error of the framework the form of a [Problem]. What the framework says of a server error stays here.
@Singleton
final class ProblemAnswers implements ErrorResponseProcessor<Problem> {

  @Override
  public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
    var status = response.status();
    var type = ProblemType.of(status);
    var first = context.getErrors().stream().findFirst();
    var detail = status.getCode() < 500 && first.isPresent() ? first.get().getMessage() : null;
    var problem = Problem.of(type, detail);
    return response.body(new Problem(problem.type(), problem.title(), status.getCode(), detail, problem.errors(),
        problem.extensions()))
        .contentType(MediaType.of(Problem.MEDIA_TYPE));
  }

  static MutableHttpResponse<Problem> answer(Problem problem) {
    return HttpResponse.<Problem>status(problem.status(), problem.title())
        .body(problem)
        .contentType(MediaType.of(Problem.MEDIA_TYPE));
  }

  static MutableHttpResponse<Problem> answer(Problem problem, Duration retryAfter) {
    // Rounded up: who comes back earlier is refused again.
    var seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
    return answer(problem).header(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
  }
}
