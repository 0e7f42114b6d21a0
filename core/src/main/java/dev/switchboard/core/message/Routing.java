package dev.switchboard.core.message;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.Drafting.RefusedException;
import dev.switchboard.core.route.AccountHealth;
import dev.switchboard.core.route.Route;
import dev.switchboard.core.route.Routes;
import dev.switchboard.core.spi.Capabilities;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.ContentKind;
import dev.switchboard.core.spi.IdentityKind;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes out by which accounts of its route a message could go, and which of them is to be taken now.
///
/// The first that is well is taken; where none is, the first that could be: waiting is better than refusing. Reads the
/// database where a way needs another address of the recipient than the one that was given. Thread-safe.
@Singleton
final class Routing {

  /// A way that was looked at.
  ///
  /// @param way null where it cannot be taken
  /// @param refused why it cannot be taken; null where it can
  /// @param illness what is known against the account
  record Considered(Route.Leg leg, @Nullable Way way, @Nullable Refused refused,
      Optional<AccountHealth.Illness> illness) {

    private boolean well() {
      return illness.isEmpty();
    }

    // Never the words of a refusal that quote what was sent.
    private String objection() {
      return refused != null ? refused.code().label() : illness.map(AccountHealth.Illness::reason).orElse("");
    }
  }

  /// Makes a way of an account, an address and a content, or says why there is none.
  interface Check {
    Way check(MessageRequest request, Account account, String to, Content content, Duration patience)
        throws RefusedException;
  }

  private final Routes routes;
  private final Accounts accounts;
  private final AccountHealth health;
  private final Database database;

  Routing(Routes routes, Accounts accounts, AccountHealth health, Database database) {
    this.routes = routes;
    this.accounts = accounts;
    this.health = health;
    this.database = database;
  }

  /// All ways of the route in its order.
  ///
  /// @throws RefusedException where there is no such route
  List<Considered> consider(MessageRequest request, String name, Check check) throws RefusedException {
    var route = routes.find(request.tenantId(), name).orElseThrow(
        () -> new RefusedException("route", Refusal.UNKNOWN_ROUTE, "there is no route of this name"));
    var addresses = new Addresses(request.tenantId(), request.to());
    var considered = new ArrayList<Considered>();
    for (var leg : route.legs()) {
      considered.add(consider(request, leg, addresses, check));
    }
    return considered;
  }

  /// The way of a request for an account.
  Considered consider(MessageRequest request, Account account, Check check) {
    return consider(request, new Route.Leg(account.name(), 0, null), new Addresses(request.tenantId(), request.to()),
        check);
  }

  /// The way of a request for an account, first, and those of the route to take where the customer's window is closed.
  ///
  /// @throws RefusedException where the request would be refused, however open the window
  List<Considered> considerInstead(MessageRequest request, Account account, String name, Check check)
      throws RefusedException {
    var own = consider(request, account, check);
    var refused = own.refused;
    if (refused != null && refused.code() != Refusal.WINDOW_CLOSED) {
      throw new RefusedException(refused);
    }
    var considered = new ArrayList<Considered>();
    considered.add(own);
    if (routes.find(request.tenantId(), name).isPresent()) {
      consider(request, name, check).stream()
          .filter(other -> !other.leg.account().equals(account.name()))
          .forEach(considered::add);
    } else if (refused != null) {
      throw new RefusedException(refused.field(), refused.code(),
          refused.detail() + "; the route " + name + " cannot be taken instead: there is none of this name");
    }
    return considered;
  }

  /// The ways that can be taken, the one to begin with first.
  ///
  /// @throws RefusedException where none can, with the reason of each
  static List<Way> usable(List<Considered> considered) throws RefusedException {
    var usable = considered.stream()
        // A stable sort: among their like, ways keep the order of the route.
        .sorted(Comparator.comparing(Considered::well).reversed())
        .flatMap(one -> Stream.ofNullable(one.way))
        .toList();
    if (usable.isEmpty()) {
      throw new RefusedException("route", Refusal.NO_WAY, String.join("; ", considered.stream()
          .map(one -> one.leg.account() + ": " + (one.refused == null ? "" : one.refused.field() + " "
              + one.refused.detail()))
          .toList()));
    }
    return usable;
  }

  /// The same of [#considerInstead]: the account that was named where its window is open, however it is.
  static List<Way> usableInstead(List<Considered> considered) throws RefusedException {
    var own = considered.getFirst().way;
    if (own == null) {
      return usable(considered);
    }
    return Stream.concat(Stream.of(own), considered.stream().skip(1).flatMap(one -> Stream.ofNullable(one.way)))
        .toList();
  }

  /// What is to be told of the choice.
  static Decision decision(String route, List<Considered> considered, Way chosen) {
    var passedOver = considered.stream()
        .takeWhile(one -> one.way != chosen)
        .map(one -> one.leg.account() + " (" + one.objection() + ")")
        .toList();
    return passedOver.isEmpty()
        ? Decision.of(Decision.Code.ROUTED, "route", route, "account", chosen.account().name())
        : Decision.of(Decision.Code.ROUTED_AROUND, "route", route, "account", chosen.account().name(), "passedOver",
            String.join("; ", passedOver));
  }

  private Considered consider(MessageRequest request, Route.Leg leg, Addresses addresses, Check check) {
    var account = accounts.find(request.tenantId(), leg.account());
    var illness = account.flatMap(one -> health.of(one.id()));
    try {
      if (account.isEmpty()) {
        throw new RefusedException("account", Refusal.UNKNOWN_ACCOUNT, "is not there any more");
      }
      if (!account.get().enabled()) {
        throw new RefusedException("account", Refusal.ACCOUNT_DISABLED, "is switched off");
      }
      var capabilities = account.get().provider().capabilities();
      var channel = capabilities.channel();
      var to = addresses.over(channel).orElseThrow(() -> new RefusedException("to", Refusal.BAD_ADDRESS,
          "has no " + channel.addressedBy() + " that is known"));
      var content = adapted(request.content(), capabilities, leg.subject());
      var patience = Duration.ofMillis((long) (leg.patienceSeconds() * 1e3));
      return new Considered(leg, check.check(request, account.get(), to, content, patience), null, illness);
    } catch (RefusedException e) {
      return new Considered(leg, null, e.refused(), illness);
    }
  }

  // What says the same in the form that the account takes; where there is none, the content itself, to be refused.
  private static Content adapted(Content content, Capabilities capabilities, @Nullable String subject) {
    var kinds = capabilities.contentKinds();
    if (kinds.contains(content.kind())) {
      return content;
    }
    if (content instanceof Content.Text(var text) && subject != null && kinds.contains(ContentKind.EMAIL)) {
      return new Content.Email(subject, text, null);
    }
    if (content instanceof Content.Text(var text) && kinds.contains(ContentKind.NOTIFICATION)) {
      return new Content.Notification(subject, text, null, Map.of(), null, null, null);
    }
    if (content instanceof Content.Email email && email.text() != null && kinds.contains(ContentKind.TEXT)) {
      return new Content.Text(email.text());
    }
    if (content instanceof Content.Notification notification && kinds.contains(ContentKind.TEXT)) {
      return new Content.Text(Stream.of(notification.title(), notification.body())
          .flatMap(Stream::ofNullable)
          .reduce((title, body) -> title + "\n" + body)
          .orElse(""));
    }
    return content;
  }

  /// The addresses of one recipient: the one that was given, and those of the same person that are known.
  private final class Addresses {

    private final UUID tenantId;
    private final String to;
    private final Optional<Address> given;
    private @Nullable Map<IdentityKind, String> known;

    Addresses(UUID tenantId, String to) {
      this.tenantId = tenantId;
      this.to = to;
      // Anything could be a device's token, so the kinds that have a form come first.
      this.given = Stream.<Supplier<Optional<Address>>>of(() -> Address.parse(Channel.WHATSAPP, to),
          () -> Address.parse(IdentityKind.EMAIL, to), () -> Address.parse(IdentityKind.TELEGRAM, to),
          () -> Address.parse(IdentityKind.DEVICE, to))
          .map(Supplier::get)
          .flatMap(Optional::stream)
          .findFirst();
    }

    Optional<String> over(Channel channel) {
      if (given.isEmpty()) {
        return Optional.empty();
      }
      if (channel.kinds().contains(given.get().kind())) {
        return Optional.of(to);
      }
      var others = known;
      if (others == null) {
        others = identities(tenantId, given.get());
        known = others;
      }
      return channel.kinds().stream().map(others::get).filter(Objects::nonNull).findFirst();
    }
  }

  private Map<IdentityKind, String> identities(UUID tenantId, Address given) {
    return database.autocommit(connection -> {
      try (var select = connection.prepareStatement("""
          select distinct on (i.kind) i.kind, i.value
          from contact_identities k
          join contact_identities i on i.contact_id = k.contact_id
          where k.tenant_id = ?
            and k.kind = ?
            and k.match_key = ?
          order by i.kind, i.created_at desc
          """)) {
        select.setObject(1, tenantId);
        select.setString(2, given.kind().name());
        select.setString(3, given.matchKey());
        var found = new EnumMap<IdentityKind, String>(IdentityKind.class);
        try (var row = select.executeQuery()) {
          while (row.next()) {
            found.put(IdentityKind.valueOf(row.getString(1)), row.getString(2));
          }
        }
        return found;
      }
    });
  }
}
