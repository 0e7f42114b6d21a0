package dev.switchboard.core.template;

import dev.switchboard.core.template.Phrase.Gap;
import dev.switchboard.core.template.Phrase.Piece;
import dev.switchboard.core.template.Phrase.Words;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Set;

/// Reads HTML as far as it takes to know where each gap stands: escaping alone makes a value harmless between tags and within
/// the quotes of most attributes, and nowhere else.
///
/// https://cheatsheetseries.owasp.org/cheatsheets/Cross_Site_Scripting_Prevention_Cheat_Sheet.html
final class Markup {

  // Tags mean nothing in these but their own end; of the latter what is escaped is still read.
  private static final Set<String> RAW = Set.of("script", "style", "iframe", "xmp", "noembed", "noframes", "noscript",
      "title", "textarea");
  private static final Set<String> RAW_TEXT = Set.of("title", "textarea");
  private static final Set<String> LINKS = Set.of("href", "src", "srcset", "action", "formaction", "background", "cite",
      "poster", "data", "longdesc", "ping", "manifest", "xlink:href");
  private static final Set<String> CODE = Set.of("style", "srcdoc");

  private enum State {
    TEXT, TAG, TAG_NAME, IN_TAG, ATTRIBUTE, AFTER_ATTRIBUTE, BEFORE_VALUE, DOUBLE_QUOTED, SINGLE_QUOTED, BARE_VALUE,
    DECLARATION, COMMENT, RAW
  }

  private State state = State.TEXT;
  private boolean closing;
  private final StringBuilder tag = new StringBuilder();
  private final StringBuilder attribute = new StringBuilder();
  // What has been read of a value, a declaration, a comment or a script.
  private final StringBuilder read = new StringBuilder();

  private Markup() {}

  static Phrase parse(String html) throws SyntaxException {
    var markup = new Markup();
    var pieces = new ArrayList<Piece>();
    for (var piece : Phrase.parse(html, Place.MARKUP).pieces()) {
      switch (piece) {
        case Words words -> {
          words.text().chars().forEach(c -> markup.read((char) c));
          pieces.add(words);
        }
        case Gap gap -> pieces.add(gap.at(markup.place(gap)));
      }
    }
    return new Phrase(pieces);
  }

  private Place place(Gap gap) throws SyntaxException {
    return switch (state) {
      case TEXT -> Place.MARKUP;
      case DOUBLE_QUOTED, SINGLE_QUOTED -> {
        var place = inAttribute(gap);
        read.append('x');
        yield place;
      }
      case BEFORE_VALUE, BARE_VALUE -> throw new SyntaxException(gap.line(), "an attribute with a gap needs quotes");
      case TAG, TAG_NAME, IN_TAG, ATTRIBUTE, AFTER_ATTRIBUTE ->
          throw new SyntaxException(gap.line(), "a gap cannot be a tag or the name of an attribute");
      case DECLARATION, COMMENT -> throw new SyntaxException(gap.line(), "a gap cannot stand in a comment");
      case RAW -> {
        if (!RAW_TEXT.contains(tag.toString())) {
          throw new SyntaxException(gap.line(), "a gap cannot stand in <" + tag + ">");
        }
        yield Place.MARKUP;
      }
    };
  }

  private Place inAttribute(Gap gap) throws SyntaxException {
    var name = attribute.toString().toLowerCase(Locale.ROOT);
    if (name.startsWith("on") || CODE.contains(name)) {
      throw new SyntaxException(gap.line(), "a gap cannot stand in the attribute " + name);
    }
    if (!LINKS.contains(name)) {
      return Place.MARKUP;
    }
    return read.toString().isBlank() ? Place.MARKUP_LINK : Place.MARKUP_LINK_PART;
  }

  private void read(char c) {
    switch (state) {
      case TEXT -> {
        if (c == '<') {
          begin(State.TAG);
          closing = false;
        }
      }
      case TAG -> tag(c);
      case TAG_NAME -> {
        if (isBlank(c) || c == '/') {
          state = State.IN_TAG;
        } else if (c == '>') {
          endTag();
        } else {
          tag.append(Character.toLowerCase(c));
        }
      }
      case IN_TAG, AFTER_ATTRIBUTE -> {
        if (c == '>') {
          endTag();
        } else if (c == '=' && state == State.AFTER_ATTRIBUTE) {
          state = State.BEFORE_VALUE;
        } else if (c == '/') {
          state = State.IN_TAG;
        } else if (!isBlank(c)) {
          attribute.setLength(0);
          attribute.append(c);
          state = State.ATTRIBUTE;
        }
      }
      case ATTRIBUTE -> {
        if (c == '=') {
          state = State.BEFORE_VALUE;
        } else if (c == '>') {
          endTag();
        } else if (isBlank(c)) {
          state = State.AFTER_ATTRIBUTE;
        } else if (c == '/') {
          state = State.IN_TAG;
        } else {
          attribute.append(c);
        }
      }
      case BEFORE_VALUE -> {
        if (c == '"') {
          begin(State.DOUBLE_QUOTED);
        } else if (c == '\'') {
          begin(State.SINGLE_QUOTED);
        } else if (c == '>') {
          endTag();
        } else if (!isBlank(c)) {
          state = State.BARE_VALUE;
        }
      }
      case DOUBLE_QUOTED -> quoted(c, '"');
      case SINGLE_QUOTED -> quoted(c, '\'');
      case BARE_VALUE -> {
        if (c == '>') {
          endTag();
        } else if (isBlank(c)) {
          state = State.IN_TAG;
        }
      }
      case DECLARATION -> declaration(c);
      case COMMENT -> comment(c);
      case RAW -> raw(c);
    }
  }

  private void begin(State next) {
    state = next;
    read.setLength(0);
  }

  private void tag(char c) {
    if (c == '/' && !closing) {
      closing = true;
    } else if (isLetter(c)) {
      tag.setLength(0);
      tag.append(Character.toLowerCase(c));
      state = State.TAG_NAME;
    } else if (closing && c != '>' || c == '!' || c == '?') {
      begin(State.DECLARATION);
    } else if (c != '<') {
      state = State.TEXT;
    }
  }

  private void endTag() {
    begin(!closing && RAW.contains(tag.toString()) ? State.RAW : State.TEXT);
  }

  private void quoted(char c, char quote) {
    if (c == quote) {
      state = State.IN_TAG;
    } else {
      read.append(c);
    }
  }

  private void declaration(char c) {
    read.append(c);
    if (read.length() == 2 && read.charAt(0) == '-' && c == '-') {
      begin(State.COMMENT);
    } else if (c == '>') {
      state = State.TEXT;
    }
  }

  // What stands in the conditional comments of Outlook is read as what it is for Outlook: <!--[if mso]> … <![endif]-->
  private void comment(char c) {
    read.append(c);
    if (c != '>') {
      return;
    }
    var comment = read.toString();
    if (comment.equals(">") || comment.equals("->") || comment.endsWith("-->")
        || comment.endsWith("--!>") || comment.startsWith("[if") && comment.endsWith("]>")) {
      state = State.TEXT;
    }
  }

  private void raw(char c) {
    read.append(c);
    if (c == '>' || c == '/' || isBlank(c)) {
      var end = "</" + tag + c;
      var start = read.length() - end.length();
      if (start >= 0 && read.substring(start).equalsIgnoreCase(end)) {
        closing = true;
        if (c == '>') {
          endTag();
        } else {
          state = State.IN_TAG;
        }
      }
    }
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}
