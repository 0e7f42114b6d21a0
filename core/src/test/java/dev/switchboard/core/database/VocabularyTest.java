package dev.switchboard.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.IdentityKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The schema takes all the words that we have.
class VocabularyTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  @Test
  void everyKindOfIdentityCanBeStored() {
    for (var kind : IdentityKind.values()) {
      assertThat(DB.value(String.class, "select ('%s'::identity_kind)::text".formatted(kind))).isEqualTo(kind.name());
    }
  }

  @Test
  void templatesCanBeKeptForEveryChannel() {
    var check = DB.value(String.class, """
        select pg_get_constraintdef(oid)
        from pg_constraint
        where conname = 'templates_channel_check'
        """);

    for (var channel : Channel.values()) {
      assertThat(check).contains("'" + channel + "'");
    }
  }
}
