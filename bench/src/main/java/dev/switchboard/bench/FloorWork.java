package dev.switchboard.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What the machine gives at best: writes that are on disk, commits of one row each, requests to the sink. Nobody's goal,
/// but everybody's measure: sixteen callers who wait for the disk cannot be faster than sixteen for each of its writes.
record FloorWork(Site site, Path log) implements Work {

  private static final String SYNCS = "fdatasync of 8 KiB, one after another";
  private static final Duration FOR = Duration.ofSeconds(10);
  private static final int PAGE = 8_192;
  // As long as PostgreSQL's log files, and as they written over and over.
  private static final int LENGTH = 16 * 1024 * 1024;

  static final String COMMITS = "pgbench, single-row commits, 16 clients";
  static final String REQUESTS = "wrk on the sink, 64 connections";
  static final String FIGURE = "per second";

  @Override
  public String name() {
    return "floor";
  }

  @Override
  public String title() {
    return "the floor: the disk's writes, PostgreSQL's commits, the sink's answers";
  }

  @Override
  public List<String> contenders() {
    return List.of(SYNCS, COMMITS, REQUESTS);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    return Map.of(FIGURE, switch (contender) {
      case SYNCS -> syncs();
      case COMMITS -> commits();
      default -> requests();
    });
  }

  private double syncs() throws IOException {
    var file = site.newDirectory("sync").resolve("log");
    Files.write(file, new byte[LENGTH]);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
      var page = ByteBuffer.allocateDirect(PAGE);
      var begin = System.nanoTime();
      var count = 0;
      while (System.nanoTime() - begin < FOR.toNanos()) {
        channel.write(page.clear(), (long) count * PAGE % LENGTH);
        channel.force(false);
        count++;
      }
      return count / (double) FOR.toSeconds();
    }
  }

  private double commits() throws Exception {
    var database = site.newDatabase();
    try {
      try (var connection = DriverManager.getConnection(site.jdbcUrl(database), "postgres", "");
          var statement = connection.createStatement()) {
        statement.execute("create table floor (id bigint generated always as identity primary key, body text)");
      }
      var script = Files.writeString(site.newDirectory("pgbench").resolve("insert.sql"),
          "insert into floor (body) values ('Your parcel will be with you tomorrow between 9 and 12.');\n");
      var output = new Program(List.of("pgbench", "-h", "127.0.0.1", "-p", String.valueOf(site.postgresPort()), "-U",
          "postgres", "-n", "-M", "prepared", "-c", "16", "-j", "1", "-T", String.valueOf(FOR.toSeconds()), "-f",
          script.toString(), database),
          Map.of("PGPASSWORD", "postgres"), log).run();
      return Program.number(output, "tps =");
    } finally {
      site.drop(database);
    }
  }

  private double requests() throws Exception {
    var script = Files.writeString(site.newDirectory("wrk").resolve("post.lua"), """
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        wrk.body = '{"to":"+4915110000000","text":"Your parcel will be with you tomorrow between 9 and 12."}'
        """);
    var output = new Program(
        List.of("wrk", "-t1", "-c64", "-d" + FOR.toSeconds() + "s", "-s", script.toString(), site.sink().toString()),
        Map.of(), log).run();
    return Program.number(output, "Requests/sec:");
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }
}
