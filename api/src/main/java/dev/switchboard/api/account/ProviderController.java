package dev.switchboard.api.account;

import dev.switchboard.api.description.AnswersProblems;
import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.ProviderFactory;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.security.annotation.Secured;
import io.micronaut.security.rules.SecurityRule;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The services that accounts can be made for. The same for everybody: nothing in it is a tenant's.
@Controller("/api/v1/providers")
@Secured(SecurityRule.IS_AUTHENTICATED)
@Tag(name = "Accounts")
@AnswersProblems
@SecurityRequirement(name = "bearer")
final class ProviderController {

  private final ProviderList providers;

  ProviderController(Collection<ProviderFactory> factories) {
    this.providers = new ProviderList(factories.stream()
        .map(factory -> new Provider(factory.name(), factory.title(), factory.fields()))
        .sorted(Comparator.comparing(provider -> provider.title().toLowerCase(Locale.ROOT)))
        .toList());
  }

  @Get
  @Operation(operationId = "listProviders", summary = "List the services, with what their accounts are configured with",
      description = "For forms. Whether a value will do is said when the account is made.")
  ProviderList list() {
    return providers;
  }

  @Schema(name = "ProviderList")
  record ProviderList(List<Provider> providers) {}

  /// @param name as accounts name it
  /// @param title as people call it
  /// @param fields in the order in which people are asked; those of a kind that ends in `SECRET` belong into the account's
  ///        `secrets`, all others into its `settings`
  @Schema(name = "Provider")
  record Provider(String name, String title, List<AccountField> fields) {}
}
