package dev.switchboard.providers.email;

import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;

/// What there is to read in a mail.
///
/// @param text made out of the HTML where there is no text; empty where there is neither
/// @param html null where there is none
/// @param files everything else that is in it, what the HTML shows included
record MailText(String text, @Nullable String html, List<Part> files) {

  static MailText of(Part mail) {
    var bodies = Bodies.of(mail);
    var texts = bodies.text().stream().filter(MailText::isText).toList();
    var text = texts.stream().map(MailText::text).filter(each -> !each.isBlank()).collect(Collectors.joining("\n"));
    var html = html(bodies.html());
    if (text.isBlank() && html != null) {
      text = HtmlText.of(html);
    }
    var files = java.util.stream.Stream.of(bodies.files(), bodies.text(), bodies.html()).flatMap(List::stream)
        .filter(each -> bodies.files().contains(each) || !isText(each)).distinct().toList();
    return new MailText(text, html, files);
  }

  private static boolean isText(Part part) {
    return part.type().startsWith("text/") || part.isMultipart();
  }

  private static String text(Part part) {
    return part.is("text/html") ? HtmlText.of(part.html()) : part.text();
  }

  private static @Nullable String html(List<Part> parts) {
    if (parts.stream().noneMatch(each -> each.is("text/html"))) {
      return null;
    }
    return parts.stream().filter(MailText::isText)
        .map(each -> each.is("text/html") ? each.html() : "<pre>" + Entities.escape(each.text()) + "</pre>")
        .collect(Collectors.joining("\n"));
  }
}
