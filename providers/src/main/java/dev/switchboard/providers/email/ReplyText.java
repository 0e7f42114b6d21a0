package dev.switchboard.providers.email;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What somebody wrote in a mail: its text without what it quotes from others, and without what their program or they
/// themselves put below every mail.
///
/// Where an answer stands between the lines it answers, these lines stay, because it makes no sense without them.
final class ReplyText {

  private static final int LONGEST_SIGNATURE = 12;
  /// More lines are no mail that a person wrote, and searching them costs.
  private static final int MOST_LINES = 5_000;

  private static final Pattern QUOTED = Pattern.compile("^ {0,3}>");
  private static final Pattern INVISIBLE = Pattern.compile("[\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff]");
  // RFC 3676, 4.3, and what programs make of it: without the space, as an em dash, as underscores (mailing lists).
  private static final Pattern SIGNATURE = Pattern.compile("(?:--|__|—{1,40}|–)\\s*");
  private static final Pattern FOOTER = Pattern.compile("(?:--|_{2,}|—{1,40}|–)\\s*");
  private static final Pattern SENT_FROM = Pattern.compile(
      "\\s*(?:sent (?:from|via|with|using)|.{0,30}\\boutlook\\b.{1,20}\\b(?:android|ios)\\b|get outlook|download outlook|"
          + "gesendet (?:von|mit|über)|von meinem .{2,40} gesendet|holen sie sich outlook|outlook für|envoyé (?:de|depuis|"
          + "à partir|avec)|télécharger outlook|obtenez outlook|enviado (?:do|da|de|desde|a partir|via|pelo|por)|obter o? ?outlook|"
          + "obtenga outlook|obtener outlook|inviato (?:da|dal)|scarica outlook|verzonden (?:vanaf|vanuit|met|via)|"
          + "verstuurd (?:vanaf|met)|sendt fra|skickat från|skickades från|lähetetty|wysłan[eo] z|odesláno z|odoslané z|"
          + "отправлено (?:с|из)|надіслано з|trimis de pe|iphoneden gönderildi|.{2,30} gönderildi|从我的|發自我的|发自我的|"
          + ".{2,20}から送信|나의 .*에서 보냄).*",
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
  private static final int LONGEST_SENT_FROM = 100;

  /// The text as its sender wrote it; null where nothing is left.
  static @Nullable String of(String text) {
    var lines = withoutSignature(own(lines(text)));
    var reply = joined(lines);
    return reply.isEmpty() ? null : reply;
  }

  /// The same with the signature.
  static String withoutQuotes(String text) {
    return joined(own(lines(text)));
  }

  private static List<String> lines(String text) {
    return Arrays
        .stream(INVISIBLE.matcher(text.replace("\r\n", "\n").replace('\u00a0', ' ')).replaceAll("").split("\n", -1))
        .limit(MOST_LINES).toList();
  }

  private static List<String> own(List<String> lines) {
    var above = new ArrayList<>(lines.subList(0, quoteStart(lines)));
    if (above.stream().allMatch(String::isBlank)) {
      // A mail that begins with what it passes on has nothing of its own; then all of it is what there is to read.
      above = new ArrayList<>(lines);
    }
    dropFooterBelowQuote(above);
    var interleaved = new ArrayList<>(above);
    dropTrailingQuote(above);
    if (above.stream().allMatch(String::isBlank)) {
      return interleaved;
    }
    return withoutLeadingQuote(above);
  }

  /// Where something begins that was not written by the sender and reaches to the end.
  private static int quoteStart(List<String> lines) {
    for (var i = 0; i < lines.size(); i++) {
      if (isQuoted(lines.get(i))) {
        continue;
      }
      if (QuoteHeaders.isDivider(lines, i) || QuoteHeaders.isHeaderBlock(lines, i)) {
        return withoutRule(lines, i);
      }
      var length = QuoteHeaders.attribution(lines, i);
      if (length > 0 && !quoteFollows(lines, i + length)) {
        return withoutRule(lines, i);
      }
    }
    return lines.size();
  }

  private static boolean quoteFollows(List<String> lines, int from) {
    var at = from;
    while (at < lines.size() && lines.get(at).isBlank()) {
      at++;
    }
    return at < lines.size() && isQuoted(lines.get(at));
  }

  /// Programs draw a line above what they quote.
  private static int withoutRule(List<String> lines, int start) {
    var at = start;
    while (at > 0 && (lines.get(at - 1).isBlank() || QuoteHeaders.RULE.matcher(lines.get(at - 1)).matches())) {
      at--;
    }
    return at;
  }

  private static boolean isQuoted(String line) {
    return QUOTED.matcher(line).find();
  }

  /// What mailing lists and programs put at the very end, below the quote.
  private static void dropFooterBelowQuote(List<String> lines) {
    for (var i = lines.size() - 1; i >= 0 && lines.size() - i <= LONGEST_SIGNATURE + 5; i--) {
      if (isQuoted(lines.get(i))) {
        return;
      }
      if (FOOTER.matcher(lines.get(i)).matches() && quoteAbove(lines, i)) {
        lines.subList(i, lines.size()).clear();
        return;
      }
    }
  }

  private static boolean quoteAbove(List<String> lines, int at) {
    var above = at - 1;
    while (above >= 0 && lines.get(above).isBlank()) {
      above--;
    }
    return above >= 0 && isQuoted(lines.get(above));
  }

  private static void dropTrailingQuote(List<String> lines) {
    dropBlank(lines);
    var quoted = false;
    while (!lines.isEmpty() && isQuoted(lines.getLast())) {
      lines.removeLast();
      quoted = true;
      dropBlankBetweenQuotes(lines);
    }
    if (quoted) {
      dropAttribution(lines);
    }
  }

  private static void dropBlankBetweenQuotes(List<String> lines) {
    var last = lines.size() - 1;
    while (last >= 0 && lines.get(last).isBlank()) {
      last--;
    }
    if (last >= 0 && isQuoted(lines.get(last))) {
      lines.subList(last + 1, lines.size()).clear();
    }
  }

  private static void dropAttribution(List<String> lines) {
    dropBlank(lines);
    for (var start = Math.max(0, lines.size() - 6); start < lines.size(); start++) {
      if (QuoteHeaders.attribution(lines, start) == lines.size() - start) {
        lines.subList(start, lines.size()).clear();
        dropBlank(lines);
        return;
      }
    }
  }

  /// An answer below what it answers, with nothing else quoted.
  private static List<String> withoutLeadingQuote(List<String> lines) {
    var start = 0;
    while (start < lines.size() && lines.get(start).isBlank()) {
      start++;
    }
    var at = start + QuoteHeaders.attribution(lines, start);
    while (at < lines.size() && (lines.get(at).isBlank() || isQuoted(lines.get(at)))) {
      at++;
    }
    var below = lines.subList(at, lines.size());
    var onlyQuote = lines.subList(start, at).stream().anyMatch(ReplyText::isQuoted);
    return onlyQuote && !below.isEmpty() && below.stream().noneMatch(ReplyText::isQuoted) ? below : lines;
  }

  private static void dropBlank(List<String> lines) {
    while (!lines.isEmpty() && lines.getLast().isBlank()) {
      lines.removeLast();
    }
  }

  private static List<String> withoutSignature(List<String> lines) {
    var end = lines.size();
    for (var i = 0; i < lines.size(); i++) {
      var sentFrom = isSentFrom(lines.get(i));
      var signature = SIGNATURE.matcher(lines.get(i)).matches() && lines.size() - i - 1 <= LONGEST_SIGNATURE;
      if (sentFrom || signature) {
        end = i;
        break;
      }
    }
    var own = lines.subList(0, end);
    return own.stream().allMatch(String::isBlank) ? lines : own;
  }

  private static boolean isSentFrom(String line) {
    return line.length() <= LONGEST_SENT_FROM && SENT_FROM.matcher(line).matches()
    // A sentence, not a signature.
        && !line.matches(".*(?:, |[.!?]\\s*$).*");
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines).stripTrailing().replaceFirst("^(?:[ \t]*\n)+", "");
  }

  private ReplyText() {}
}
