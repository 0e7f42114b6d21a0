package dev.switchboard.core.overview;

import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.overview.Period.AccountHour;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.tenant.Viewer;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Makes out overviews. Reads sums, and along indexes what is now; it counts no messages. Thread-safe; blocks.
@Singleton
public final class OverviewReader {

  /// The longest period. Sums are kept for twice as long at least, as each is compared with the one before.
  public static final int MOST_HOURS = 168;

  private final Database database;
  private final Accounts accounts;

  public OverviewReader(Database database, Accounts accounts) {
    this.database = database;
    this.accounts = accounts;
  }

  /// What happened over the accounts that somebody sees.
  ///
  /// @param hours how long the period is, the hour that is not over included: 1 to [#MOST_HOURS]
  public Overview of(Viewer viewer, int hours) {
    var seen = SeenAccount.list(database, accounts, viewer);
    return database.transaction(connection -> {
      try (var settings = connection.createStatement()) {
        // All of it as it was at one moment.
        settings.execute("set transaction isolation level repeatable read, read only");
      }
      return read(connection, viewer.tenantId(), seen, hours);
    });
  }

  private record Clock(Instant at, Instant asOf, Instant hour) {}

  private static Overview read(Connection connection, UUID tenantId, List<SeenAccount> seen, int hours)
      throws SQLException {
    var clock = clock(connection);
    var length = Duration.ofHours(hours);
    var end = clock.hour().plus(Duration.ofHours(1));
    var from = end.minus(length);
    var period = new Period(connection, tenantId, from, end);
    var sums = period.sums(seen);
    var all = all(sums);
    var before = all(new Period(connection, tenantId, from.minus(length), from).sums(seen));
    var happened = period.hours(seen).stream().collect(Collectors.groupingBy(AccountHour::hour));
    var present = new Present(connection, tenantId, seen);
    var chats = present.chats();
    var minutes = present.minutes();
    return new Overview(clock.at(), clock.asOf(), from, hours, all.figures(), before.figures(),
        speed(minutes.getLast()),
        present.queue(), Present.all(chats.values().stream()), present.agents(),
        failures(all.failures(), before.failures()), channels(seen, happened, from, hours),
        accounts(seen, sums, chats), series(happened, from, hours), minutes);
  }

  private static Clock clock(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("""
        select now(), complete_at, date_trunc('hour', now(), 'UTC')
        from overview_reader
        """); var row = statement.executeQuery()) {
      row.next();
      return new Clock(row.getObject(1, OffsetDateTime.class).toInstant(),
          row.getObject(2, OffsetDateTime.class).toInstant(), row.getObject(3, OffsetDateTime.class).toInstant());
    }
  }

  private static Sums all(Map<UUID, Sums> sums) {
    var all = new Sums();
    sums.values().forEach(all::add);
    return all;
  }

  private static Overview.Speed speed(Overview.Minute last) {
    return new Overview.Speed(last.accepted() / 60.0, last.sent() / 60.0, last.received() / 60.0);
  }

  private static List<Overview.Failures> failures(Map<String, Long> now, Map<String, Long> before) {
    return Stream.concat(now.keySet().stream(), before.keySet().stream())
        .distinct()
        .map(reason -> new Overview.Failures(reason, FailureReason.valueOf(reason).fault(),
            now.getOrDefault(reason, 0L), before.getOrDefault(reason, 0L)))
        .sorted(Comparator.comparingLong(Overview.Failures::messages).reversed()
            .thenComparing(Overview.Failures::reason))
        .toList();
  }

  private static List<Overview.ChannelUse> channels(List<SeenAccount> seen, Map<Instant, List<AccountHour>> happened,
      Instant from, int hours) {
    return seen.stream().map(SeenAccount::channel).filter(Objects::nonNull).distinct().sorted()
        .map(channel -> {
          var ids = seen.stream().filter(account -> account.channel() == channel).map(SeenAccount::id)
              .collect(Collectors.toSet());
          var series = hours(from, hours).map(hour -> {
            var then = happened.getOrDefault(hour, List.of()).stream().filter(each -> ids.contains(each.accountId()))
                .toList();
            return new Overview.ChannelHour(hour, sum(then, AccountHour::accepted), sum(then, AccountHour::received));
          }).toList();
          return new Overview.ChannelUse(channel, series.stream().mapToLong(Overview.ChannelHour::accepted).sum(),
              series.stream().mapToLong(Overview.ChannelHour::received).sum(), series);
        })
        .toList();
  }

  private static List<Overview.Hour> series(Map<Instant, List<AccountHour>> happened, Instant from, int hours) {
    return hours(from, hours).map(hour -> {
      var then = happened.getOrDefault(hour, List.of());
      return new Overview.Hour(hour, sum(then, AccountHour::accepted), sum(then, AccountHour::received),
          sum(then, AccountHour::delivered), sum(then, AccountHour::failed));
    }).toList();
  }

  private static Stream<Instant> hours(Instant from, int hours) {
    return IntStream.range(0, hours).mapToObj(n -> from.plus(Duration.ofHours(n)));
  }

  private static long sum(List<AccountHour> happened, ToLongFunction<AccountHour> what) {
    return happened.stream().mapToLong(what).sum();
  }

  private static List<Overview.AccountFigures> accounts(List<SeenAccount> seen, Map<UUID, Sums> sums,
      Map<UUID, Overview.WaitingChats> chats) {
    return seen.stream()
        .filter(account -> !account.deleted() || !Objects.requireNonNull(sums.get(account.id())).isEmpty())
        .map(account -> {
          var waiting = chats.get(account.id());
          return new Overview.AccountFigures(account.id(), account.name(), account.provider(), account.channel(),
              account.health(), waiting == null ? 0 : waiting.waiting(),
              Objects.requireNonNull(sums.get(account.id())).figures());
        })
        .toList();
  }
}
