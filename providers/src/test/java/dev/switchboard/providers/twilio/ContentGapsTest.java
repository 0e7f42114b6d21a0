package dev.switchboard.providers.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import dev.switchboard.core.spi.TemplateValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentGapsTest {

  private static final String CONTENT = """
      {"variables":{"1":"Ana","3":"a.jpg"},
       "types":{"twilio/media":{"body":"Oi {{1}}, {{2}}. {{1}}","media":["https://loja.example/{{3}}"]},
         "twilio/text":{"body":"Oi {{1}}"}}}""";

  @Test
  void everyTextMayHaveGaps() {
    var placeholders = ContentGaps.placeholders(TwilioJson.read(CONTENT.getBytes(StandardCharsets.UTF_8)));

    assertThat(placeholders).extracting(each -> each.name() + " " + each.example())
        .containsExactly("1 Ana", "2 null", "3 a.jpg");
  }

  @Test
  void howItReadsIsFilledToo() {
    var types = TwilioJson.read(CONTENT.getBytes(StandardCharsets.UTF_8)).path("types");
    var template = new ServiceTemplate("HX1", "shipped", "pt_BR", "", "APPROVED", null, types,
        List.of(), ContentGaps.text(types));
    var values = Map.of("1", TemplateValue.of("$1"), "2", TemplateValue.of("b"), "3", TemplateValue.of("c"));

    var filled = ContentGaps.fill(template, values);

    assertThat(filled.text()).isEqualTo("Oi $1, b. $1");
    assertThat(filled.variables()).isEqualTo(values);
  }
}
