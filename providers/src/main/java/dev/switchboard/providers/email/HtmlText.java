package dev.switchboard.providers.email;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;
import org.jspecify.annotations.Nullable;

/// HTML as one would type it: paragraphs and lines, `- ` before the items of a list, and `> ` before what is quoted, so
/// that [ReplyText] finds the same in it as in a mail that was typed.
final class HtmlText implements NodeVisitor {

  private static final Set<String> UNSEEN = Set.of("head", "style", "script", "title", "template", "noscript");
  private static final Set<String> APART = Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre",
      "blockquote", "table");
  private static final Pattern META = Pattern
      .compile("(?i)<(?:meta|\\?xml)[^>]{0,200}?(?:charset|encoding)\\s*=\\s*[\"']?([\\w:.-]+)");
  private static final int DEEPEST = 400;

  private final StringBuilder out = new StringBuilder();
  /// What is still on the line that is being written.
  private final StringBuilder line = new StringBuilder();
  private int quotes;
  private int unseen;
  private int verbatim;

  private HtmlText() {}

  static String of(String html) {
    var text = new HtmlText();
    Jsoup.parse(html).traverse(text);
    text.endLine();
    return text.out.toString().replaceAll("\n{3,}", "\n\n").replaceAll("(?m)[ \t]+$", "").strip();
  }

  /// The charset that a page says itself it has; null where it does not.
  static @Nullable String charset(byte[] html) {
    var start = META.matcher(new String(html, 0, Math.min(html.length, 2_048), StandardCharsets.ISO_8859_1));
    return start.find() ? start.group(1) : null;
  }

  @Override
  public void head(Node node, int depth) {
    if (node instanceof TextNode text) {
      append(text.getWholeText());
    } else if (node instanceof Element element) {
      begin(element, depth);
    }
  }

  private void begin(Element element, int depth) {
    if (isUnseen(element) || depth > DEEPEST) {
      unseen++;
    }
    if (unseen > 0) {
      return;
    }
    if (isBlock(element)) {
      startBlock(element);
    }
    switch (element.normalName()) {
      case "br" -> breakLine();
      case "li" -> line.append("- ");
      case "img" -> append(element.attr("alt"));
      case "blockquote" -> quotes++;
      case "pre" -> verbatim++;
      default -> {
        // Nothing to see.
      }
    }
  }

  private static boolean isUnseen(Element element) {
    var style = element.attr("style").toLowerCase(java.util.Locale.ROOT).replace(" ", "");
    return UNSEEN.contains(element.normalName()) || element.hasAttr("hidden") || style.contains("display:none");
  }

  @Override
  public void tail(Node node, int depth) {
    if (!(node instanceof Element element)) {
      return;
    }
    if (unseen > 0) {
      unseen -= isUnseen(element) || depth > DEEPEST ? 1 : 0;
      return;
    }
    switch (element.normalName()) {
      case "td", "th" -> append(" ");
      case "pre" -> verbatim--;
      default -> {
        // Nothing to see.
      }
    }
    if (isBlock(element)) {
      endBlock(element);
    }
  }

  private static boolean isBlock(Element element) {
    return element.isBlock() && !element.normalName().equals("td") && !element.normalName().equals("th");
  }

  private void startBlock(Element element) {
    endLine();
    if (isApart(element) && !out.isEmpty()) {
      blankLine();
    }
  }

  private void endBlock(Element element) {
    endLine();
    // What Word puts between paragraphs.
    if (element.className().startsWith("Mso") && !element.hasText() && element.select("img").isEmpty()
        && !element.wholeText().contains("\u00a0")) {
      breakLine();
    }
    if (element.normalName().equals("blockquote")) {
      quotes--;
    }
    if (isApart(element)) {
      blankLine();
    }
  }

  /// Word's paragraphs have no margins: it makes empty ones.
  private static boolean isApart(Element element) {
    return APART.contains(element.normalName()) && !element.className().startsWith("Mso");
  }

  private void append(String text) {
    if (unseen > 0) {
      return;
    }
    if (verbatim > 0) {
      text.replace("\r", "").chars().forEach(c -> {
        if (c == '\n') {
          breakLine();
        } else {
          line.append((char) c);
        }
      });
      return;
    }
    var words = text.replaceAll("[ \t\r\n\f]+", " ");
    line.append(line.isEmpty() || line.charAt(line.length() - 1) == ' ' ? words.replaceFirst("^ ", "") : words);
  }

  private void endLine() {
    // A space that does not break is not blank: empty paragraphs have one.
    if (!line.toString().isBlank()) {
      breakLine();
    }
    line.setLength(0);
  }

  private void breakLine() {
    out.append("> ".repeat(quotes)).append(line.toString().replace('\u00a0', ' ').stripTrailing()).append('\n');
    line.setLength(0);
  }

  private void blankLine() {
    if (!afterBlankLine()) {
      out.append(">".repeat(quotes)).append('\n');
    }
  }

  private boolean afterBlankLine() {
    var at = out.length() - 2;
    while (at >= 0 && (out.charAt(at) == '>' || out.charAt(at) == ' ')) {
      at--;
    }
    return at < 0 || out.charAt(at) == '\n';
  }
}
