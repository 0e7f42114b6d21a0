package dev.switchboard.core.template;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/// A text with gaps, such as `Olá {{name}}`. Gaps are all there is: no conditions, no loops, nothing that is not escaped.
record Phrase(List<Piece> pieces) {

  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,64}");

  sealed interface Piece {}

  record Words(String text) implements Piece {}

  /// @param line where it stands, from 1
  record Gap(String variable, int line, Place place) implements Piece {

    Gap at(Place other) {
      return new Gap(variable, line, other);
    }
  }

  /// What a value is not fit for.
  record Misfit(String variable, String why) {}

  Phrase {
    pieces = List.copyOf(pieces);
  }

  static Phrase parse(String text, Place place) throws SyntaxException {
    var pieces = new ArrayList<Piece>();
    var line = 1;
    var at = 0;
    while (at < text.length()) {
      var open = text.indexOf(OPEN, at);
      var end = open < 0 ? text.length() : open;
      if (end > at) {
        var words = text.substring(at, end);
        pieces.add(new Words(words));
        line += lines(words);
      }
      if (open < 0) {
        break;
      }
      var close = text.indexOf(CLOSE, open);
      if (close < 0) {
        throw new SyntaxException(line, "{{ is not closed by }}");
      }
      var inside = text.substring(open + OPEN.length(), close);
      if (!NAME.matcher(inside.strip()).matches()) {
        throw new SyntaxException(line,
            "between {{ and }} stands the name of a variable: up to 64 letters without accents, digits and _");
      }
      pieces.add(new Gap(inside.strip(), line, place));
      line += lines(inside);
      at = close + CLOSE.length();
    }
    return new Phrase(pieces);
  }

  /// An address: what stands at its beginning is an address itself, what stands further on is encoded.
  static Phrase parseLink(String text) throws SyntaxException {
    var pieces = new ArrayList<Piece>();
    for (var piece : parse(text.strip(), Place.LINK_PART).pieces()) {
      pieces.add(pieces.isEmpty() && piece instanceof Gap gap ? gap.at(Place.LINK) : piece);
    }
    return new Phrase(pieces);
  }

  private static int lines(String text) {
    return (int) text.chars().filter(c -> c == '\n').count();
  }

  Set<Gap> gaps() {
    var gaps = new LinkedHashSet<Gap>();
    for (var piece : pieces) {
      if (piece instanceof Gap gap) {
        gaps.add(gap);
      }
    }
    return gaps;
  }

  /// The values that do not fit where they stand.
  ///
  /// @param values by variable; of those that are missing nothing is said
  List<Misfit> misfits(Map<String, String> values) {
    var misfits = new ArrayList<Misfit>();
    for (var gap : gaps()) {
      var value = values.get(gap.variable());
      var why = value == null ? null : gap.place().misfit(value);
      if (why != null) {
        misfits.add(new Misfit(gap.variable(), why));
      }
    }
    return misfits;
  }

  /// @param values by variable; none is missing
  String fill(Map<String, String> values) {
    var text = new StringBuilder();
    for (var piece : pieces) {
      switch (piece) {
        case Words(var words) -> text.append(words);
        case Gap(var variable, _, var place) ->
            text.append(place.write(Objects.requireNonNull(values.get(variable))));
      }
    }
    return text.toString();
  }
}
