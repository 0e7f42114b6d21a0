package dev.switchboard.api.problem;

import io.micronaut.http.HttpStatus;
import java.net.URI;
import java.util.Locale;

/// The problems there are. Their URIs are stable: programs may compare them.
public enum ProblemType {
  MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be read"),
  UNAUTHENTICATED(HttpStatus.UNAUTHORIZED, "Log in or use an API key"),
  FORBIDDEN(HttpStatus.FORBIDDEN, "This is not allowed to you"),
  NOT_FOUND(HttpStatus.NOT_FOUND, "There is no such thing"),
  METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This method is not allowed here"),
  NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer cannot be given in the form asked for"),
  CONFLICT(HttpStatus.CONFLICT, "It is not in a state for this"),
  STALE_REPLY(HttpStatus.CONFLICT, "Somebody else has written meanwhile"),
  CHANGED_MEANWHILE(HttpStatus.PRECONDITION_FAILED, "It was changed meanwhile"),
  TOO_LATE(HttpStatus.CONFLICT, "It is too late for this"),
  NOT_A_SANDBOX(HttpStatus.CONFLICT, "The account is not simulated"),
  TOO_LARGE(HttpStatus.REQUEST_ENTITY_TOO_LARGE, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body is not of a type that is understood here"),
  INVALID_REQUEST(HttpStatus.UNPROCESSABLE_ENTITY, "The request is not valid"),
  KEY_REUSED(HttpStatus.UNPROCESSABLE_ENTITY, "The idempotency key belongs to another request"),
  TOO_MANY_REQUESTS(HttpStatus.TOO_MANY_REQUESTS, "Too many attempts"),
  CLIENT_ERROR(HttpStatus.BAD_REQUEST, "The request cannot be served"),
  INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Something is wrong on our side"),
  SERVICE_FAILED(HttpStatus.BAD_GATEWAY, "The service could not be asked"),
  UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "The database is away"),
  UNKNOWN(HttpStatus.SERVICE_UNAVAILABLE, "It is not known whether this was done");

  private static final String BASE = "https://switchboard.dev/problems/";

  private final HttpStatus status;
  private final String title;

  ProblemType(HttpStatus status, String title) {
    this.status = status;
    this.title = title;
  }

  public HttpStatus status() {
    return status;
  }

  public String title() {
    return title;
  }

  /// The last part of the URI, such as `not-found`.
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public URI uri() {
    return URI.create(BASE + code());
  }

  /// The type for a status that the framework chose.
  static ProblemType of(HttpStatus status) {
    return switch (status) {
      case UNAUTHORIZED -> UNAUTHENTICATED;
      case FORBIDDEN -> FORBIDDEN;
      case NOT_FOUND -> NOT_FOUND;
      case METHOD_NOT_ALLOWED -> METHOD_NOT_ALLOWED;
      case NOT_ACCEPTABLE -> NOT_ACCEPTABLE;
      case CONFLICT -> CONFLICT;
      case REQUEST_ENTITY_TOO_LARGE -> TOO_LARGE;
      case UNSUPPORTED_MEDIA_TYPE -> UNSUPPORTED_MEDIA_TYPE;
      case UNPROCESSABLE_ENTITY -> INVALID_REQUEST;
      case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
      case BAD_REQUEST -> MALFORMED_REQUEST;
      case SERVICE_UNAVAILABLE -> UNAVAILABLE;
      // Not our enum: the framework knows some sixty statuses.
      default -> status.getCode() < 500 ? CLIENT_ERROR : INTERNAL_ERROR;
    };
  }
}
