package dev.switchboard.api.problem;

import dev.switchboard.api.problem.Problem.FieldError;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.core.convert.exceptions.ConversionErrorException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.server.exceptions.ConversionErrorHandler;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/// A part of the address that has not the form of what it names names nothing; a query parameter is named.
@Singleton
@Replaces(ConversionErrorHandler.class)
@SuppressWarnings("rawtypes")
final class ConversionHandler implements ExceptionHandler<ConversionErrorException, HttpResponse<Problem>> {

  @Override
  public HttpResponse<Problem> handle(HttpRequest request, ConversionErrorException exception) {
    var argument = exception.getArgument();
    if (argument.getAnnotationMetadata().hasAnnotation(PathVariable.class)) {
      return ProblemAnswers.answer(Problem.of(ProblemType.NOT_FOUND, (String) null));
    }
    var kind = argument.getType().getSimpleName().toLowerCase(Locale.ROOT);
    return ProblemAnswers.answer(Problem.of(ProblemType.INVALID_REQUEST,
        List.of(new FieldError(argument.getName(), "bad-value", "is not a valid " + kind))));
  }
}
