package dev.switchboard.api.account;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.api.TestServer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ProviderTest {

  @RegisterExtension
  static final TestServer SERVER = new TestServer();

  private static JsonNode named(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(each -> each.get("name").asText().equals(name))
        .findFirst().orElseThrow();
  }

  @Test
  void everyServiceSaysWhatItsAccountsAreConfiguredWith() {
    var providers = SERVER.get(SERVER.key(), "/api/v1/providers").body().get("providers");

    assertThat(providers.findValuesAsText("name")).contains("email", "fcm", "sandbox", "telegram", "twilio", "webpush",
        "whatsapp");
    var email = named(providers, "email");
    assertThat(email.get("title").asText()).isEqualTo("E-mail (SMTP, IMAP)");
    var security = named(email.get("fields"), "security");
    assertThat(security.get("kind").asText()).isEqualTo("CHOICE");
    assertThat(security.get("need").asText()).isEqualTo("WANTED");
    assertThat(security.get("usual").asText()).isEqualTo("starttls");
    assertThat(security.get("choices")).hasSize(3);
    assertThat(named(email.get("fields"), "password").get("kind").asText()).isEqualTo("SECRET");
    assertThat(named(email.get("fields"), "host").has("usual")).as("what is not there is left out").isFalse();
  }

  @Test
  void anAccountIsMadeOfWhatIsNeeded() {
    var admin = SERVER.logInAdmin(SERVER.tenantId());
    var telegram = named(SERVER.get(admin, "/api/v1/providers").body().get("providers"), "telegram");
    assertThat(StreamSupport.stream(telegram.get("fields").spliterator(), false)
        .filter(field -> field.get("need").asText().equals("NEEDED")).map(field -> field.get("name").asText()))
        .containsExactly("token", "webhookSecret");

    var made = SERVER.post(admin, "/api/v1/accounts", """
        {"name":"bot","provider":"telegram","secrets":{"token":"123456789:AAF","webhookSecret":"s"}}""");

    assertThat(made.status()).as(made.toString()).isEqualTo(201);
  }
}
