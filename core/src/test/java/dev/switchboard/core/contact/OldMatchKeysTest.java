package dev.switchboard.core.contact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.OldDatabase;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.database.Database;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Argentine and Mexican numbers of a database that took their spellings for different ones.
class OldMatchKeysTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void eachGetsTheKeyThatItHasNowAndOfTwoSpellingsTheNewest() {
    try (var old = new OldDatabase(DB, "11")) {
      old.run("""
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

      old.migrate();

      assertThat(values(old.database(), "select match_key || ' ' || value from contact_identities order by contact_id"))
          .containsExactly("+541123456789 +541123456789", "+525512345678 +5215512345678",
              "+5511988880001 +5511988880001", "+14155550123 +14155550123");
      assertThat(values(old.database(), "select value from retired_identities")).containsExactly("+5491123456789");
    }
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
