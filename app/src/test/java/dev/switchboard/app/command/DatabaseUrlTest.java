package dev.switchboard.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @ValueSource(strings = {
      "postgres://me:a%2Bb%40c@db:6000/mine?sslmode=require",
      "postgresql://me:a%2Bb%40c@db:6000/mine?sslmode=require",
      "jdbc:postgresql://db:6000/mine?user=me&sslmode=require&password=a%2Bb%40c",
      "jdbc:postgresql://db:6000/mine?sslmode=require&user=me&password=a+b@c"})
  void bothFormsSayTheSame(String text) {
    assertThat(DatabaseUrl.parse(text))
        .isEqualTo(new DatabaseUrl("jdbc:postgresql://db:6000/mine?sslmode=require", "me", new Secret("a+b@c")));
  }

  @Test
  void whatIsRevealedReadsBack() {
    var url = new DatabaseUrl("jdbc:postgresql://127.0.0.1:5433/switchboard", "switchboard", new Secret("a b/%+@:"));

    assertThat(DatabaseUrl.parse(url.revealed())).isEqualTo(url);
  }

  @Test
  void thePasswordIsNotPrinted() {
    assertThat(DatabaseUrl.parse("postgres://me:hidden@db/mine")).asString().doesNotContain("hidden");
  }
}
