package dev.switchboard.api.security;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.micronaut.security.authentication.Authentication;
import jakarta.inject.Singleton;

/// Gives controllers the [Principal] of the request.
@Singleton
final class PrincipalBinder implements TypedRequestArgumentBinder<Principal> {

  @Override
  public Argument<Principal> argumentType() {
    return Argument.of(Principal.class);
  }

  @Override
  public BindingResult<Principal> bind(ArgumentConversionContext<Principal> context, HttpRequest<?> request) {
    var principal = request.getAttribute(HttpAttributes.PRINCIPAL, Authentication.class)
        .map(authentication -> (Principal) authentication.getAttributes().get(BearerTokens.PRINCIPAL));
    return () -> principal;
  }
}
