package dev.switchboard.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;

/// What the machine gives at best: commits of one row each, and requests to the sink. Nobody's goal, but everybody's
/// measure.
record FloorWork(Site site, Path log) implements Work {

  private static final String COMMITS = "pgbench, single-row commits, 16 clients";
  private static final String REQUESTS = "wrk on the sink, 64 connections";

  @Override
  public String name() {
    return "floor";
  }

  @Override
  public String title() {
    return "the floor: PostgreSQL's commits and the sink's answers";
  }

  @Override
  public List<String> contenders() {
    return List.of(COMMITS, REQUESTS);
  }

  @Override
  public Map<String, Double> run(String contender) throws Exception {
    return Map.of("per second", contender.equals(COMMITS) ? commits() : requests());
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
          "postgres", "-n", "-M", "prepared", "-c", "16", "-j", "1", "-T", "10", "-f", script.toString(), database),
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
    var output = new Program(List.of("wrk", "-t1", "-c64", "-d10s", "-s", script.toString(), site.sink().toString()),
        Map.of(), log).run();
    return Program.number(output, "Requests/sec:");
  }

  @Override
  public List<Goal> goals() {
    return List.of();
  }
}
