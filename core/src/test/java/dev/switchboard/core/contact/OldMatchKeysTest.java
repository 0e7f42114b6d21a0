package dev.switchboard.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import dev.switchboard.migrations.Migrations;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/// Argentine and Mexican numbers of a database that took their spellings for different ones.
class OldMatchKeysTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void eachGetsTheKeyThatItHasNowAndOfTwoSpellingsTheNewest() {
    DB.run("create database old_match_keys");
    try {
      var source = new PGSimpleDataSource();
      source.setUrl(DB.url().replaceFirst("/test_[0-9]+", "/old_match_keys"));
      source.setUser("postgres");
      source.setPassword("postgres");
      Flyway.configure().dataSource(source).target("11").load().migrate();
      var database = new Database(source);
      run(database, """
          insert into tenants (id, name)
          values ('00000000-0000-0000-0000-000000000001', 'acme')""", """
          insert into contacts (id, tenant_id, name)
          select ('00000000-0000-0000-0000-00000000010' || n)::uuid, '00000000-0000-0000-0000-000000000001', 'c' || n
          from generate_series(1, 5) n""", """
          insert into contact_identities (tenant_id, kind, match_key, value, contact_id, created_at)
          select '00000000-0000-0000-0000-000000000001', 'PHONE', number, number,
            ('00000000-0000-0000-0000-00000000010' || n)::uuid, now() + make_interval(secs => n)
          from unnest(array['+5491123456789', '+541123456789', '+5215512345678', '+5511988880001', '+14155550123'])
            with ordinality as r(number, n)""");

      Migrations.migrate(source);

      assertThat(values(database, "select match_key || ' ' || value from contact_identities order by contact_id"))
          .containsExactly("+541123456789 +541123456789", "+525512345678 +5215512345678",
              "+5511988880001 +5511988880001", "+14155550123 +14155550123");
      assertThat(values(database, "select value from retired_identities")).containsExactly("+5491123456789");
    } finally {
      DB.run("drop database old_match_keys with (force)");
    }
  }

  private static void run(Database database, String... statements) {
    database.autocommit(connection -> {
      try (var statement = connection.createStatement()) {
        for (var sql : statements) {
          statement.execute(sql);
        }
      }
      return null;
    });
  }

  private static List<String> values(Database database, String sql) {
    return database.autocommit(connection -> {
      try (var statement = connection.createStatement(); var row = statement.executeQuery(sql)) {
        var values = new ArrayList<String>();
        while (row.next()) {
          values.add(row.getString(1));
        }
        return values;
      }
    });
  }
}
