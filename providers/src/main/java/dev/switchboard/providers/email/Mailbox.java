package dev.switchboard.providers.email;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An address with a name, as headers have them.
///
/// @param address with its domain in lower case and as it stands in the DNS
/// @param name null where there is none
record Mailbox(String address, @Nullable String name) {

  private static final Pattern ADDRESS = Pattern
      .compile("[^\\s\\p{Cntrl}\\p{Cs}@<>\"(),:;\\[\\]]{1,64}@[^\\s\\p{Cntrl}\\p{Cs}@<>\"(),:;\\[\\]]{1,255}");

  /// All addresses of a header, groups opened, in their order. What is no address is left out.
  static List<Mailbox> in(String header) {
    var found = new ArrayList<Mailbox>();
    for (var piece : pieces(header)) {
      var mailbox = of(piece);
      if (mailbox != null) {
        found.add(mailbox);
      }
    }
    return List.copyOf(found);
  }

  /// The pieces between commas and semicolons, without the names of groups.
  private static List<String> pieces(String header) {
    var pieces = new ArrayList<String>();
    var piece = new StringBuilder();
    var quoted = false;
    var depth = 0;
    var named = false;
    for (var i = 0; i < header.length(); i++) {
      var c = header.charAt(i);
      if (c == '\\' && i + 1 < header.length()) {
        piece.append(c).append(header.charAt(++i));
        continue;
      }
      quoted ^= c == '"' && depth == 0;
      depth = Math.max(0, depth + (quoted ? 0 : c == '(' || c == '<' ? 1 : c == ')' || c == '>' ? -1 : 0));
      if (!quoted && depth == 0 && (c == ',' || c == ';' || (c == ':' && !named))) {
        if (c != ':') {
          pieces.add(piece.toString());
        }
        piece.setLength(0);
        named = false;
      } else {
        named |= c == '@';
        piece.append(c);
      }
    }
    pieces.add(piece.toString());
    // A quote or a bracket that never ends has swallowed the rest.
    return (quoted || depth > 0) && header.contains(",") && pieces.size() == 1
        ? List.of(header.replace("\"", "").split("[,;]"))
        : pieces;
  }

  private static @Nullable Mailbox of(String piece) {
    var open = piece.lastIndexOf('<');
    var close = piece.indexOf('>', Math.max(open, 0));
    if (open >= 0) {
      var route = piece.substring(open + 1, close < 0 ? piece.length() : close).replaceAll("\\s", "");
      var address = normal(route.startsWith("@") ? route.substring(route.indexOf(':') + 1) : route);
      return address == null ? null : new Mailbox(address, name(piece.substring(0, open)));
    }
    var comment = piece.indexOf('(');
    var bare = normal((comment < 0 ? piece : piece.substring(0, comment)).strip());
    // Comments and spaces may stand anywhere in it (RFC 5322, 4.4).
    var address = bare != null ? bare
        : normal(piece.replaceAll("\\([^()]*\\)", "").replaceAll("\\s*\\.\\s*", ".").strip());
    return address == null ? null
        : new Mailbox(address, comment < 0 ? null : name(piece.substring(comment + 1).replaceAll("\\)\\s*$", "")));
  }

  private static @Nullable String name(String text) {
    var words = text.strip();
    if (words.length() > 1 && words.startsWith("\"") && words.endsWith("\"")) {
      words = words.substring(1, words.length() - 1);
    }
    var name = Charsets.storable(EncodedWords.decode(words.replaceAll("\\\\(.)", "$1"))).replaceAll("[\\s\\p{Cntrl}]+",
        " ").replaceAll("^[\"']+|[\"']+$", "").strip();
    return name.isEmpty() ? null : name.substring(0, Math.min(name.length(), 200));
  }

  /// Null where it is no address.
  static @Nullable String normal(String text) {
    var address = text.replaceAll("^\"([^\"@\\s]+)\"@", "$1@").replaceAll("^mailto:", "");
    if (!ADDRESS.matcher(address).matches()) {
      return null;
    }
    var at = address.lastIndexOf('@');
    var domain = address.substring(at + 1).toLowerCase(Locale.ROOT);
    try {
      return address.substring(0, at + 1) + IDN.toASCII(domain);
    } catch (IllegalArgumentException e) {
      return address.substring(0, at + 1) + domain;
    }
  }
}
