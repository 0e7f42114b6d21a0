package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.Content;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  private static Content fill(Channel channel, String body, Map<String, String> values) throws BadWordingException {
    return Wording.of(channel, Template.tree(body)).fill(values);
  }

  private static List<String> faults(Channel channel, String body) {
    return TemplateNode.draft(body, "x").faults(channel).stream()
        .map(fault -> fault.member() + " " + fault.code() + ": " + fault.detail()).toList();
  }

  @Test
  void aTextIsFilledAsItIs() throws BadWordingException {
    assertThat(fill(Channel.SMS, "{\"text\":\"Olá {{name}} <&>\"}", Map.of("name", "<b>Ana</b> & \"Zé\"")))
        .isEqualTo(new Content.Text("Olá <b>Ana</b> & \"Zé\" <&>"));
  }

  @Test
  void aMailIsEscapedInItsHtmlOnly() throws BadWordingException {
    var mail = (Content.Email) fill(Channel.EMAIL, """
        {"subject":"Pedido {{code}}","text":"Olá {{name}}","html":"<p>Olá {{name}}</p>",
         "unsubscribe":"https://loja.example/u?c={{code}}"}""", Map.of("name", "<script>x</script>", "code", "4 & 7"));

    assertThat(mail.subject()).isEqualTo("Pedido 4 & 7");
    assertThat(mail.text()).isEqualTo("Olá <script>x</script>");
    assertThat(mail.html()).isEqualTo("<p>Olá &lt;script&gt;x&lt;/script&gt;</p>");
    assertThat(mail.unsubscribe()).isEqualTo(URI.create("https://loja.example/u?c=4%20%26%207"));
  }

  @Test
  void aSubjectTakesNoSecondLine() throws BadWordingException {
    var wording = Wording.of(Channel.EMAIL, Template.tree("{\"subject\":\"Olá {{name}}\",\"text\":\"{{name}}\"}"));

    for (var value : List.of("a\r\nBcc: all@example.com", "a\nb", "a\rb", "a\u0085b", "a\u2028b", "a\0b")) {
      assertThat(wording.misfits(Map.of("name", value))).containsExactly(new Phrase.Misfit("name", "must be one line"));
    }
    assertThat(wording.misfits(Map.of("name", "Ana"))).isEmpty();
  }

  @Test
  void aNotificationHasItsDataFilledToo() throws BadWordingException {
    assertThat(fill(Channel.PUSH, """
        {"title":"{{x}}","body":"b","link":"{{link}}","data":{"order":"{{x}}","kind":"shipped"}}""",
        Map.of("x", "4711", "link", "https://loja.example/o/1")))
        .isEqualTo(new Content.Notification("4711", "b", null, Map.of("order", "4711", "kind", "shipped"),
            URI.create("https://loja.example/o/1"), null, null));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "SMS | {} | body.text missing: is missing",
      "SMS | {\"text\":\" \"} | body.text bad-value: must not be empty",
      "SMS | {\"text\":1} | body.text wrong-type: must be a text",
      "SMS | {\"text\":\"a\",\"html\":\"b\"} | body.html unknown-member: is not known for this channel; known are text",
      "SMS | {\"text\":\"a\\n{{b\"} | body.text bad-syntax: line 2: {{ is not closed by }}",
      "SMS | {\"text\":\"\\n{{y}}\"} | body.text undeclared-variable: line 2: {{y}} is not declared in variables",
      "EMAIL | {\"subject\":\"a\"} | body.text missing: is missing, and so is html",
      "EMAIL | {\"subject\":\"a\\nb\",\"text\":\"c\"} | body.subject bad-value: must be one line of at most 998 characters",
      "EMAIL | {\"subject\":\"a\",\"html\":\"<a\\nhref={{x}}>\"} | body.html bad-syntax: line 2: an attribute with a gap needs quotes",
      "EMAIL | {\"subject\":\"a\",\"text\":\"b\",\"unsubscribe\":\"http://a/{{x}}\"} | body.unsubscribe bad-value: must be an address that begins with https://",
      "PUSH | {\"data\":{\"a\":\"{{x}}\"}} | body.title missing: is missing, and so is body",
      "PUSH | {\"title\":\"a\",\"data\":\"b\"} | body.data wrong-type: must be an object of texts",
      "PUSH | {\"title\":\"a\",\"data\":{\"b\":1}} | body.data.b wrong-type: must be a text",
      "PUSH | {\"title\":\"a\",\"data\":{\"b\":\"{{y}}\"}} | body.data.b undeclared-variable: line 1: {{y}} is not declared in variables"})
  void whatIsWrongIsToldWithItsPlace(Channel channel, String body, String fault) {
    assertThat(faults(channel, body)).containsExactly(fault);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThat(faults(Channel.EMAIL, "{\"subject\":\"{{\",\"html\":\"<{{x}}>\",\"text\":\"{{x}}\"}")).hasSize(2);
  }
}
