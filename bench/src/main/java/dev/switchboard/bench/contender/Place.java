package dev.switchboard.bench.contender;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.net.URI;
import java.util.Objects;

/// Where the work is done, as the environment of a contender says it.
///
/// @param jdbcUrl an empty PostgreSQL database
/// @param sink where messages are posted to
public record Place(String jdbcUrl, String user, String password, URI sink) {

  /// Reads `BENCH_DATABASE_*` and `BENCH_SINK_URL`.
  static Place ofEnvironment() {
    var url = "jdbc:postgresql://" + value("BENCH_DATABASE_HOST") + ":" + value("BENCH_DATABASE_PORT") + "/"
        + value("BENCH_DATABASE_NAME");
    return new Place(url, value("BENCH_DATABASE_USER"), value("BENCH_DATABASE_PASSWORD"),
        URI.create(value("BENCH_SINK_URL")));
  }

  private static String value(String name) {
    return Objects.requireNonNull(System.getenv(name), () -> name + " is not set.");
  }

  /// A pool of so many connections, all open from the start, as HikariCP advises.
  public HikariDataSource pool(int size) {
    return new HikariDataSource(hikari(size));
  }

  HikariConfig hikari(int size) {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    return config;
  }
}
