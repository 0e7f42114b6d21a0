package dev.switchboard.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkupTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "<p>{{x}}</p> | <p>&lt;b onload=&quot;a&quot;&gt;&amp;&#39;</p>",
      "<img alt=\"{{x}}\"> | <img alt=\"&lt;b onload=&quot;a&quot;&gt;&amp;&#39;\">",
      "<img alt = '{{x}}' title=\"t\"/> | <img alt = '&lt;b onload=&quot;a&quot;&gt;&amp;&#39;' title=\"t\"/>",
      "<a href=\"https://a/?q={{x}}\"> | <a href=\"https://a/?q=%3Cb%20onload%3D%22a%22%3E%26%27\">",
      "<style>a{b:c}</style>{{x}} | <style>a{b:c}</style>&lt;b onload=&quot;a&quot;&gt;&amp;&#39;",
      "<!-- < \" -->{{x}} | <!-- < \" -->&lt;b onload=&quot;a&quot;&gt;&amp;&#39;",
      "<!--[if mso]><p>{{x}}</p><![endif]--> | <!--[if mso]><p>&lt;b onload=&quot;a&quot;&gt;&amp;&#39;</p><![endif]-->",
      "<!--[if !mso]><!--><p>{{x}}<!--<![endif]--> | <!--[if !mso]><!--><p>&lt;b onload=&quot;a&quot;&gt;&amp;&#39;<!--<![endif]-->",
      "<title>{{x}}</title> | <title>&lt;b onload=&quot;a&quot;&gt;&amp;&#39;</title>",
      "1 < 2 {{x}} | 1 < 2 &lt;b onload=&quot;a&quot;&gt;&amp;&#39;"})
  void aValueIsWrittenSoThatItStaysAValue(String html, String filled) throws SyntaxException {
    assertThat(Markup.parse(html).fill(Map.of("x", "<b onload=\"a\">&'"))).isEqualTo(filled);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<script>var a='{{x}}'</script>", "<style>p{color:{{x}}}</style>", "<p onclick=\"{{x}}\">",
      "<p style=\"color:{{x}}\">", "<a href={{x}}>", "<a href= {{x}}>", "<{{x}}>", "<p {{x}}>", "<p {{x}}=\"a\">",
      "</{{x}}>", "<!-- {{x}} -->", "<iframe srcdoc='{{x}}'></iframe>", "<SCRIPT>\n</scripty>{{x}}", "<{{x}}",
      "<<a href={{x}}>",
      "<textarea><p class='</textarea><script>{{x}}'"})
  void whereEscapingDoesNotHelpThereIsNoGap(String html) {
    assertThatThrownBy(() -> Markup.parse("<html>\n" + html)).isInstanceOf(SyntaxException.class)
        .hasMessageStartingWith("line ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"javascript:alert(1)", "data:text/html,x", "//evil.example", "x", " https://a b", "https:///x"})
  void anAddressIsOneThatCannotRun(String address) throws SyntaxException {
    var phrase = Markup.parse("<a href=\"{{x}}\">");

    assertThat(phrase.misfits(Map.of("x", address))).containsExactly(new Phrase.Misfit("x",
        "must be an address that begins with https://, http://, mailto: or tel:"));
  }

  @Test
  void anAddressMayBeWhole() throws SyntaxException {
    var phrase = Markup.parse("<a href=\"{{base}}/o/{{code}}\">");
    var values = Map.of("base", "https://loja.example/a?b=c&d=e", "code", "4711/x");

    assertThat(phrase.misfits(values)).isEmpty();
    assertThat(phrase.fill(values)).isEqualTo("<a href=\"https://loja.example/a?b=c&amp;d=e/o/4711%2Fx\">");
  }
}
