package dev.switchboard.providers.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.spi.Placeholder;
import dev.switchboard.core.spi.TemplateSource.Filling;
import dev.switchboard.core.spi.TemplateSource.ServiceTemplate;
import dev.switchboard.core.spi.TemplateValue;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateFillingTest {

  private static ServiceTemplate template(String category, String components) {
    var parts = TemplateParts.of(Json.read(components), category);
    return new ServiceTemplate("1", "shipped", "pt_BR", category, "APPROVED", null, Json.read(components),
        parts.placeholders(), parts.text());
  }

  private static Content.Template fill(ServiceTemplate template, String... variables) {
    return ((Filling.Filled) new TemplateFilling(template, values(variables)).fill()).content();
  }

  private static Filling.Unfit unfit(ServiceTemplate template, String... variables) {
    return (Filling.Unfit) new TemplateFilling(template, values(variables)).fill();
  }

  private static Map<String, TemplateValue> values(String... variables) {
    var values = new HashMap<String, TemplateValue>();
    for (var i = 0; i < variables.length; i += 2) {
      values.put(variables[i], TemplateValue.of(variables[i + 1]));
    }
    return values;
  }

  private static JsonNode components(Content.Template template) {
    return TemplateBody.write(template, media -> Json.object().put("link", String.valueOf(media.file().url())))
        .path("components");
  }

  private static List<String> names(ServiceTemplate template) {
    return template.placeholders().stream().map(each -> each.name() + (each.required() ? "" : "?")).toList();
  }

  private static final ServiceTemplate COUNTED = template("UTILITY", """
      [{"type":"HEADER","format":"TEXT","text":"Pedido {{1}}","example":{"header_text":["4711"]}},
       {"type":"BODY","text":"Olá {{1}}, {{2}}! {{1}}","example":{"body_text":[["Ana","hoje"]]}},
       {"type":"FOOTER","text":"Loja"},
       {"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Sim"},
         {"type":"URL","text":"Ver","url":"https://loja.example/{{1}}","example":["https://loja.example/1"]},
         {"type":"PHONE_NUMBER","text":"Ligar","phone_number":"+5511"},
         {"type":"COPY_CODE","text":"Copiar","example":"ABC"}]}]""");

  @Test
  void eachGapHasANameOfItsOwn() {
    assertThat(names(COUNTED)).containsExactly("header", "1", "2", "button.1?", "button.2", "button.4");
    assertThat(COUNTED.placeholders()).extracting(Placeholder::example)
        .containsExactly("4711", "Ana", "hoje", null, "https://loja.example/1", "ABC");
    assertThat(COUNTED.text()).isEqualTo("Pedido {{header}}\nOlá {{1}}, {{2}}! {{1}}\nLoja");
  }

  @Test
  void countedGapsAreFilledInTheirOrder() {
    var filled = fill(COUNTED, "header", "4711", "1", "Ana", "2", "$1 hoje", "button.1", "yes", "button.2", "4711?a=b",
        "button.4", "DEZ");

    assertThat(filled.text()).isEqualTo("Pedido 4711\nOlá Ana, $1 hoje! Ana\nLoja");
    assertThat(components(filled)).isEqualTo(Json.read("""
        [{"type":"header","parameters":[{"type":"text","text":"4711"}]},
         {"type":"body","parameters":[{"type":"text","text":"Ana"},{"type":"text","text":"$1 hoje"}]},
         {"type":"button","sub_type":"quick_reply","index":"0","parameters":[{"type":"payload","payload":"yes"}]},
         {"type":"button","sub_type":"url","index":"1","parameters":[{"type":"text","text":"4711?a=b"}]},
         {"type":"button","sub_type":"copy_code","index":"3",
          "parameters":[{"type":"coupon_code","coupon_code":"DEZ"}]}]"""));
  }

  @Test
  void whatMayBeLeftOutIsLeftOut() {
    var filled = fill(COUNTED, "header", "4711", "1", "Ana", "2", "hoje", "button.2", "4711", "button.4", "DEZ");

    assertThat(components(filled).findValuesAsText("sub_type")).containsExactly("url", "copy_code");
  }

  @Test
  void namedGapsAreFilledByTheirNames() {
    var named = template("MARKETING", """
        [{"type":"HEADER","format":"TEXT","text":"Olá {{name}}"},
         {"type":"BODY","text":"{{name}}, {{code}}","example":{"body_text_named_params":[
           {"param_name":"code","example":"4711"}]}}]""");

    assertThat(names(named)).containsExactly("name", "code");
    assertThat(named.placeholders().getLast().example()).isEqualTo("4711");
    var filled = fill(named, "name", "Ana", "code", "7");
    assertThat(filled.text()).isEqualTo("Olá Ana\nAna, 7");
    assertThat(components(filled)).isEqualTo(Json.read("""
        [{"type":"header","parameters":[{"parameter_name":"name","type":"text","text":"Ana"}]},
         {"type":"body","parameters":[{"parameter_name":"name","type":"text","text":"Ana"},
           {"parameter_name":"code","type":"text","text":"7"}]}]"""));
  }

  @Test
  void aHeaderMayBeAFile() {
    var document = template("UTILITY",
        "[{\"type\":\"HEADER\",\"format\":\"DOCUMENT\"},{\"type\":\"BODY\",\"text\":\"Oi\"}]");
    var file = TemplateValue.of(MediaFile.at(URI.create("https://loja.example/a.pdf")));

    assertThat(document.placeholders()).extracting(Placeholder::kind).containsExactly(Placeholder.Kind.DOCUMENT);
    var filled = ((Filling.Filled) new TemplateFilling(document, Map.of("header", file)).fill()).content();
    assertThat(components(filled)).isEqualTo(Json.read("""
        [{"type":"header","parameters":[{"type":"document","document":{"link":"https://loja.example/a.pdf"}}]}]"""));
    assertThat(filled.text()).isEqualTo("Oi");
  }

  @Test
  void theButtonOfAOneTimePasswordTakesTheCodeOfTheBody() {
    var code = template("AUTHENTICATION", """
        [{"type":"BODY","text":"*{{1}}* é seu código.","add_security_recommendation":true},
         {"type":"BUTTONS","buttons":[{"type":"URL","text":"Copiar",
          "url":"https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}"}]}]""");

    assertThat(names(code)).containsExactly("1");
    assertThat(components(fill(code, "1", "123456"))).isEqualTo(Json.read("""
        [{"type":"body","parameters":[{"type":"text","text":"123456"}]},
         {"type":"button","sub_type":"url","index":"0","parameters":[{"type":"text","text":"123456"}]}]"""));
  }

  @Test
  void whatHasNoGapsNeedsNoComponents() {
    assertThat(components(fill(template("UTILITY", "[{\"type\":\"BODY\",\"text\":\"Oi\"}]"))).isMissingNode()).isTrue();
  }

  @Test
  void whatMetaWouldRefuseIsUnfit() {
    var body = template("UTILITY", "[{\"type\":\"BODY\",\"text\":\"{{1}}{{2}}\"}]");

    assertThat(unfit(body, "1", "a     b", "2", "c").variable()).isEqualTo("1");
    assertThat(unfit(body, "1", "a".repeat(600), "2", "a".repeat(600)))
        .isEqualTo(new Filling.Unfit(null, "makes a body of more than 1024 characters with these variables"));
    assertThat(unfit(COUNTED, "header", "a".repeat(60), "1", "a", "2", "b").variable()).isEqualTo("header");
    for (var component : List.of("{\"type\":\"CAROUSEL\",\"cards\":[]}",
        "{\"type\":\"HEADER\",\"format\":\"LOCATION\"}",
        "{\"type\":\"BUTTONS\",\"buttons\":[{\"type\":\"MPM\",\"text\":\"a\"}]}")) {
      assertThat(unfit(template("MARKETING", "[{\"type\":\"BODY\",\"text\":\"a\"}," + component + "]")).why())
          .startsWith("has ");
    }
  }

  @Test
  void whatIsNoTemplateThrowsNothing() {
    for (var components : List.of("null", "[]", "{}", "[1]", "[{\"type\":1}]", "[{\"type\":\"BODY\"}]",
        "[{\"type\":\"BODY\",\"text\":\"{{99999}} {{}} {{a b}}\",\"example\":{\"body_text\":7}}]",
        "[{\"type\":\"BUTTONS\",\"buttons\":[7]}]")) {
      assertThat(template("UTILITY", components)).isNotNull();
    }
  }
}
