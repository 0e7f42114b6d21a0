package dev.switchboard.api.account;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.problem.Problem.FieldError;
import dev.switchboard.api.problem.ProblemException;
import dev.switchboard.api.problem.ProblemType;
import dev.switchboard.api.security.Principal;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.account.AccountChange;
import dev.switchboard.core.account.AccountInUseException;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.account.UnopenableException;
import dev.switchboard.core.account.WindowPolicy;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.route.Routes;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.TemplateValue;
import dev.switchboard.core.template.Resolution;
import dev.switchboard.core.template.Templates;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes accounts as requests want it, and says in the requests' words what is wrong. This node takes a change over at once,
/// the others when the database has told them.
@Singleton
final class AccountEditing {

  private static final Set<String> MEMBERS = Set.of("name", "provider", "ratePerSecond", "settings", "secrets");

  private final AccountAdministration administration;
  private final Accounts accounts;
  private final Routes routes;
  private final Templates templates;

  AccountEditing(AccountAdministration administration, Accounts accounts, Routes routes, Templates templates) {
    this.administration = administration;
    this.accounts = accounts;
    this.routes = routes;
    this.templates = templates;
  }

  void create(Principal principal, NewAccount wanted) {
    var secrets = new HashMap<String, Secret>();
    Objects.requireNonNullElse(wanted.secrets(), Map.<String, String>of()).forEach((name, value) -> {
      if (value == null) {
        throw AccountController.bad("secrets." + name, "is missing");
      }
      secrets.put(name, new Secret(value));
    });
    var account = new AccountChange(wanted.settings(), secrets, Set.of(),
        Objects.requireNonNullElse(wanted.enabled(), true), new AccountChange.Rate(wanted.ratePerSecond()),
        checked(principal, wanted.windowPolicy()), wanted.longText(), wanted.assignment());
    try {
      administration.create(principal.actor(), wanted.name(), wanted.provider(), account);
    } catch (InvalidConfigurationException e) {
      throw problem(e, secrets.keySet());
    }
  }

  /// Whether there is such an account.
  boolean change(Principal principal, String name, ChangedAccount wanted) {
    var secrets = new HashMap<String, Secret>();
    var without = new HashSet<String>();
    if (wanted.secrets() != null) {
      wanted.secrets().forEach((secret, value) -> {
        if (value == null) {
          without.add(secret);
        } else {
          secrets.put(secret, new Secret(value));
        }
      });
    }
    var change = new AccountChange(wanted.settings(), secrets, without, wanted.enabled(), rate(wanted.ratePerSecond()),
        checked(principal, wanted.windowPolicy()), wanted.longText(), wanted.assignment());
    if (wanted.windowPolicy() instanceof WindowPolicy.Template policy) {
      account(principal, name).ifPresent(account -> check(account, policy));
    }
    try {
      return told(administration.change(principal.actor(), name, change));
    } catch (InvalidConfigurationException e) {
      throw problem(e, secrets.keySet());
    }
  }

  /// Whether there was such an account.
  boolean delete(Principal principal, String name) {
    try {
      return told(administration.delete(principal.actor(), name));
    } catch (AccountInUseException e) {
      throw ProblemException.of(ProblemType.CONFLICT, e.getMessage());
    }
  }

  private boolean told(Optional<UUID> changed) {
    changed.ifPresent(accounts::forget);
    return changed.isPresent();
  }

  private @Nullable WindowPolicy checked(Principal principal, @Nullable WindowPolicy policy) {
    if (policy instanceof WindowPolicy.Route(var route) && routes.find(principal.tenantId(), route).isEmpty()) {
      throw AccountController.bad("windowPolicy.route", "is no route");
    }
    return policy;
  }

  // One that cannot be used has no templates that could be looked at; it may be about to be mended.
  private Optional<Account> account(Principal principal, String name) {
    try {
      return accounts.find(principal.tenantId(), name);
    } catch (InvalidConfigurationException | UnopenableException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  // What its service keeps and has not approved yet may be: the policy can come first.
  private void check(Account account, WindowPolicy.Template policy) {
    if (!account.provider().capabilities().contentKinds().contains(ContentKind.TEMPLATE)) {
      // Told of the policy itself.
      return;
    }
    var variable = policy.variable();
    var wanted = new Content.Template(policy.name(), policy.language(),
        variable == null ? Map.of() : Map.of(variable, TemplateValue.of("x")), List.of(), null);
    switch (templates.resolve(account, wanted, "windowPolicy.")) {
      case Resolution.Refused(var why) when why.code() != Refusal.TEMPLATE_NOT_APPROVED ->
          throw ProblemException.of(why.all().stream().map(AccountEditing::ofPolicy).toList());
      case Resolution.Filled(var content, _) when content.kind() != ContentKind.TEMPLATE ->
          throw AccountController.bad("windowPolicy.name",
              "is one of our own, which the service takes for a text like any other; it has to be one that the service keeps");
      case Resolution.Refused _,Resolution.Filled _,Resolution.AsItIs _ -> {}
    }
  }

  private static FieldError ofPolicy(Refused why) {
    var variables = "windowPolicy.variables.";
    return why.field().startsWith(variables)
        ? new FieldError("windowPolicy.variable", why.code().label(),
            "does not fill the template: " + why.field().substring(variables.length()) + " " + why.detail())
        : new FieldError(why.field(), why.code().label(), why.detail());
  }

  private static AccountChange.@Nullable Rate rate(@Nullable JsonNode rate) {
    if (rate == null) {
      return null;
    }
    if (!rate.isNull() && !rate.isNumber()) {
      throw AccountController.bad("ratePerSecond", "must be a number or null");
    }
    return new AccountChange.Rate(rate.isNull() ? null : rate.doubleValue());
  }

  // The setting at fault as a member of the request.
  private static ProblemException problem(InvalidConfigurationException e, Set<String> secrets) {
    var setting = e.setting();
    var field = MEMBERS.contains(setting) || setting.startsWith("windowPolicy.") ? setting
        : (secrets.contains(setting) ? "secrets." : "settings.") + setting;
    var words = String.valueOf(e.getMessage());
    return AccountController.bad(field,
        words.startsWith(setting + " ") ? words.substring(setting.length() + 1) : words);
  }
}
