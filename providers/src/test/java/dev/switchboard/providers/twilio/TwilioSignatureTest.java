package dev.switchboard.providers.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.twilio.security.RequestValidator;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.WebhookRequest;
import dev.switchboard.providers.peer.SharedMaterial;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class TwilioSignatureTest {

  private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
  private static final String TOKEN = "12345";

  @TestFactory
  Stream<DynamicTest> everyVectorIsDecidedAsItsSourceSays() {
    var vectors = SharedMaterial.json("fixtures/vectors/twilio_signature_shared.json");
    assertThat(vectors).isNotEmpty();
    return vectors.valueStream().map(vector -> dynamicTest(vector.path("name").asText(), () -> {
      var signature = new TwilioSignature(List.of(new Secret(vector.path("authToken").asText())));
      var request = Signed.request("POST", vector.path("url").asText(), body(vector),
          vector.path("signature").asText(""), Instant.EPOCH);
      assertThat(signature.proves(request, Form.of(request.body()))).isEqualTo(vector.path("valid").asBoolean());
    }));
  }

  private static byte[] body(JsonNode vector) {
    if (vector.path("body").isTextual()) {
      return vector.path("body").textValue().getBytes(UTF_8);
    }
    return vector.path("params").properties().stream()
        .map(each -> URLEncoder.encode(each.getKey(), UTF_8) + "="
            + URLEncoder.encode(each.getValue().asText(""), UTF_8))
        .collect(Collectors.joining("&")).getBytes(UTF_8);
  }

  @Test
  void twiliosOwnLibraryAgrees() {
    var fields = Map.of("Body", "Olá 👋 + & =", "From", "+14155550123", "Empty", "");
    var body = fields.entrySet().stream()
        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8)).collect(Collectors.joining("&"));
    var request = Signed.form(URL, body.getBytes(UTF_8), TOKEN, Instant.EPOCH);

    assertThat(new RequestValidator(TOKEN).validate(URL, fields, request.header("X-Twilio-Signature").orElseThrow()))
        .isTrue();
    assertThat(proves(request)).isTrue();
  }

  @Test
  void ofARepeatedFieldEachValueIsSignedOnceAndInOrder() {
    var body = "B=2&A=z&A=a&A=z".getBytes(UTF_8);

    assertThat(proves(Signed.request("POST", URL, body, Signed.signature(URL + "AaAzB2", TOKEN), Instant.EPOCH)))
        .isTrue();
  }

  @Test
  void namesAreInTheOrderOfTheirCodeUnits() {
    var body = "b=1&B=2&_=3".getBytes(UTF_8);

    assertThat(proves(Signed.request("POST", URL, body, Signed.signature(URL + "B2_3b1", TOKEN), Instant.EPOCH)))
        .isTrue();
  }

  @Test
  void whatAGetBringsIsInItsAddress() {
    var url = "https://mycompany.com/in?Body=hi&From=%2B14155550123";

    assertThat(proves(Signed.request("GET", url, new byte[0], Signed.signature(url, TOKEN), Instant.EPOCH))).isTrue();
    assertThat(proves(Signed.request("GET", url + "1", new byte[0], Signed.signature(url, TOKEN), Instant.EPOCH)))
        .isFalse();
  }

  @Test
  void aPortThatTwilioAddedOrLeftOutDoesNotMatter() {
    for (var signed : List.of("https://mycompany.com:443/x", "https://mycompany.com/x",
        "https://mycompany.com:8443/x")) {
      assertThat(proves(Signed.request("POST", "https://mycompany.com:8443/x", new byte[0],
          Signed.signature(signed, TOKEN), Instant.EPOCH))).as(signed).isTrue();
    }
    assertThat(proves(Signed.request("POST", "http://mycompany.com/x", new byte[0],
        Signed.signature("http://mycompany.com:80/x", TOKEN), Instant.EPOCH))).isTrue();
    assertThat(proves(Signed.request("POST", "http://mycompany.com/x", new byte[0],
        Signed.signature("https://mycompany.com/x", TOKEN), Instant.EPOCH))).isFalse();
  }

  @Test
  void aQueryThatWasEncodedInTheOldWayIsTheSame() {
    var called = "https://mycompany.com/x?a=b+c&d=%40e";
    var signed = "https://mycompany.com/x?a=b%20c&d=%40e";

    assertThat(proves(Signed.request("POST", called, new byte[0], Signed.signature(signed, TOKEN), Instant.EPOCH)))
        .isTrue();
  }

  @Test
  void aBodyThatIsNoFormMustHaveTheHashInTheAddress() {
    var body = "{\"a\":1}".getBytes(UTF_8);
    var url = "https://mycompany.com/x?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";

    assertThat(proves(Signed.request("POST", url, body, Signed.signature(url, TOKEN), Instant.EPOCH))).isTrue();
    assertThat(proves(Signed.request("POST", url, "{\"a\":2}".getBytes(UTF_8), Signed.signature(url, TOKEN),
        Instant.EPOCH))).isFalse();
    assertThat(proves(Signed.request("POST", "https://mycompany.com/x", body,
        Signed.signature("https://mycompany.com/x", TOKEN), Instant.EPOCH))).isFalse();
  }

  @Test
  void whileTokensAreRotatedEitherSigns() {
    var both = new TwilioSignature(List.of(new Secret(TOKEN), new Secret("67890")));

    for (var token : List.of(TOKEN, "67890")) {
      var request = Signed.form(URL, "A=1".getBytes(UTF_8), token, Instant.EPOCH);
      assertThat(both.proves(request, Form.of(request.body()))).isTrue();
    }
    assertThat(proves(Signed.form(URL, "A=1".getBytes(UTF_8), "67890", Instant.EPOCH))).isFalse();
  }

  private static boolean proves(WebhookRequest request) {
    return new TwilioSignature(List.of(new Secret(TOKEN))).proves(request, Form.of(request.body()));
  }
}
