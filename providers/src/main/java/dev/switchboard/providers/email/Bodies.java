package dev.switchboard.providers.email;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which parts of a mail are its text, which are its HTML, and which are files: JMAP's rules (RFC 8621, 4.1.4).
///
/// @param text what a reader of plain text sees, in order: texts, HTML where there is no other form, pictures
/// @param html the same for a reader of HTML
/// @param files what both see beside it
record Bodies(List<Part> text, List<Part> html, List<Part> files) {

  static Bodies of(Part mail) {
    var text = new ArrayList<Part>();
    var html = new ArrayList<Part>();
    var files = new ArrayList<Part>();
    if (mail.isMultipart() && mail.parts().isEmpty()) {
      // A multipart without parts: what stands in it is taken for text.
      return new Bodies(List.of(mail), List.of(mail), List.of());
    }
    new Sorting(text, html, files).sort(List.of(mail), "mixed", false);
    return new Bodies(text, html, files);
  }

  /// @param text null where what comes is seen by readers of HTML only
  /// @param html null where what comes is seen by readers of plain text only
  private record Sorting(@Nullable List<Part> text, @Nullable List<Part> html, List<Part> files) {

    private static final Set<String> TEXTS = Set.of("text/plain", "text/html");

    void sort(List<Part> parts, String multipart, boolean inAlternative) {
      var texts = text == null ? -1 : text.size();
      var htmls = html == null ? -1 : html.size();
      var to = this;
      for (var i = 0; i < parts.size(); i++) {
        to = to.put(parts.get(i), i, multipart, inAlternative);
      }
      if (multipart.equals("alternative") && text != null && html != null) {
        fill(texts, htmls);
      }
    }

    private Sorting put(Part part, int index, String multipart, boolean inAlternative) {
      if (part.isMultipart()) {
        var kind = part.type().startsWith("multipart/") ? part.type().substring("multipart/".length()) : "mixed";
        sort(part.parts(), kind, inAlternative || kind.equals("alternative"));
      } else if (!isInline(part, index, multipart)) {
        files.add(part);
      } else if (multipart.equals("alternative")) {
        alternative(part);
      } else {
        return together(part, inAlternative);
      }
      return this;
    }

    private static boolean isInline(Part part, int index, String multipart) {
      var shown = TEXTS.contains(part.type()) || isMedium(part);
      return !part.isAttachment() && shown
          && (index == 0 || (!multipart.equals("related") && (isMedium(part) || part.name() == null)));
    }

    private static boolean isMedium(Part part) {
      return part.type().matches("(?:image|audio|video)/.*");
    }

    private void alternative(Part part) {
      if (text != null && part.is("text/plain")) {
        text.add(part);
      } else if (html != null && part.is("text/html")) {
        html.add(part);
      } else if (!TEXTS.contains(part.type())) {
        files.add(part);
      }
    }

    private Sorting together(Part part, boolean inAlternative) {
      var to = !inAlternative ? this
          : part.is("text/plain") ? new Sorting(text, null, files)
              : part.is("text/html") ? new Sorting(null, html, files)
                  : this;
      if (to.text != null) {
        to.text.add(part);
      }
      if (to.html != null) {
        to.html.add(part);
      }
      if ((to.text == null || to.html == null) && isMedium(part)) {
        files.add(part);
      }
      return to;
    }

    /// Where there is only one form, it is everybody's.
    @SuppressWarnings("NullAway") // both are there
    private void fill(int texts, int htmls) {
      if (texts == text.size() && htmls != html.size()) {
        text.addAll(html.subList(htmls, html.size()));
      } else if (htmls == html.size() && texts != text.size()) {
        html.addAll(text.subList(texts, text.size()));
      }
    }
  }
}
