package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a mail server reports about a letter: by the book (RFC 3464), under a false top type, or in nothing but words.
///
/// @param recipients whom it is about; never empty
/// @param returned the headers of the letter, as far as it was given back
record Bounce(List<Recipient> recipients, Headers returned) {

  /// @param address empty where the report does not say
  /// @param status such as `5.1.1`; null where the report has none
  /// @param code such as `550`; null where the report has none
  /// @param failure why; of no meaning where it was delivered
  record Recipient(String address, Outcome outcome, @Nullable String status, @Nullable String code, Failure failure) {}

  enum Outcome {
    FAILED, DELAYED, DELIVERED,
    /// Handed on to where reports do not come from.
    RELAYED
  }

  private static final Pattern SUBJECT = Pattern
      .compile("(?iu).*(?:undeliver|delivery (?:status|failure|failed|report|problem|"
          + "notification|has failed)|mail delivery|returned (?:mail|to sender)|failure notice|returning message|non.?deliver|"
          + "could not be delivered|not delivered|mail system error|unzustellbar|nicht zugestellt|zustellung|non remis|"
          + "no entregad|não (?:entregue|pôde)|mancata consegna|onbestelbaar|niet bezorgd|недоставлен|не доставлен|エラー通知|配信|退信).*");
  private static final Pattern DELAY = Pattern.compile("(?is).*(?:\\bdelayed\\b|will be retried|warning message only|"
      + "temporary (?:failure|problem)|do not need to re-?send|still (?:being )?(?:retried|trying)|not yet been delivered).*");
  private static final Pattern RECIPIENT = Pattern
      .compile(
          "[\\s>*-]{0,12}(?:to )?<?([^\\s<>@:;,()\"]+@[^\\s<>@:;,()\"]+\\.[A-Za-z0-9-]+)>?(?: <[^>]*>)?(?:\\s*:(.*)|\\s*|<mailto:.*)");
  private static final Pattern PAIR = Pattern.compile("[245]\\d\\d[ -]'?([245]\\.\\d{1,3}\\.\\d{1,3})");
  private static final Pattern STATUS = Pattern.compile("(?<![\\d.\\[])([245]\\.\\d{1,3}\\.\\d{1,3})(?!\\.?\\d)");
  private static final Pattern CODE = Pattern
      .compile("(?:^|smtp;|said|returned|response|error|[:;(>'\"-])\\s*'?([245]\\d\\d)(?=[ '\"<:-]|$)");
  private static final Pattern ANY_CODE = Pattern.compile("(?<![\\w.\\-\\[/=])([45]\\d\\d)(?=[ -])");
  private static final Set<String> RETURNED = Set.of("message/rfc822", "message/global", "text/rfc822-headers",
      "message/rfc822-headers", "message/global-headers", "message/partial");
  private static final int MOST = 100;
  private static final int LONGEST_HEADERS = 64 * 1024;
  private static final int LONGEST_WORDS = 1_200;

  /// Empty where the mail is no such report.
  static Optional<Bounce> in(Part mail) {
    var status = mail.leaves().filter(each -> each.type().matches("message/(?:global-)?delivery-status")).findFirst();
    if (status.isEmpty() && !mayBeOne(mail.headers())) {
      return Optional.empty();
    }
    var text = MailText.of(mail).text();
    var returned = returned(mail, text);
    if (status.isEmpty() && !looksLikeOne(mail.headers(), returned)) {
      return Optional.empty();
    }
    var own = text.substring(0, endOfReport(text));
    var groups = groups(status.map(Part::text).orElse(text));
    var recipients = groups.isEmpty() ? inWords(mail.headers(), own, returned) : byTheBook(groups, own);
    return recipients.isEmpty() ? Optional.empty() : Optional.of(new Bounce(recipients, returned));
  }

  /// Whether it is worth reading its text.
  private static boolean mayBeOne(Headers headers) {
    return isReport(headers) || Automatic.isDaemon(headers) || isSubject(headers);
  }

  private static boolean isReport(Headers headers) {
    return headers.has("X-Failed-Recipients")
        || "delivery-status".equalsIgnoreCase(headers.parameterized("Content-Type").parameter("report-type"));
  }

  private static boolean isSubject(Headers headers) {
    return SUBJECT.matcher(headers.words("Subject")).matches();
  }

  private static boolean looksLikeOne(Headers headers, Headers returned) {
    var back = Automatic.hasNullReturnPath(headers) || returned.has("Message-ID");
    return isReport(headers) || back || (Automatic.isDaemon(headers) && isSubject(headers));
  }

  /// The headers of the letter that came back: in a part of its own, or copied into the text.
  private static Headers returned(Part mail, String text) {
    return mail.leaves().filter(each -> RETURNED.contains(each.type())).findFirst()
        .map(each -> new String(each.body(), 0, Math.min(each.body().length, LONGEST_HEADERS),
            java.nio.charset.StandardCharsets.UTF_8))
        .or(() -> paragraphs(text).stream().filter(each -> each.matches("(?is)(?:.*\n)?message-id:.*")).findFirst())
        .map(Headers::in).orElse(new Headers(List.of()));
  }

  private static int endOfReport(String text) {
    var marks = Pattern
        .compile("(?im)^[- ]*(?:below (?:this line )?is a copy of|this is a copy of|original message( headers)?|"
            + "message headers follow|received: from|return-path: ).*$")
        .matcher(text);
    return marks.find() ? marks.start() : text.length();
  }

  private static List<String> paragraphs(String text) {
    return List.of(text.split("\n[ \t]*\n"));
  }

  /// The fields about each recipient (RFC 3464, 2.3).
  private static List<Headers> groups(String text) {
    return paragraphs(text).stream()
        .filter(each -> each.matches("(?is)(?:.*\n)?[ \t]*(?:final|original)-recipient[ \t]*:.*"))
        .map(each -> Headers.in(each.replaceAll("^\\n+", ""))).limit(MOST).toList();
  }

  private static List<Recipient> byTheBook(List<Headers> groups, String text) {
    return groups.stream().map(each -> {
      var address = address(each.first("Final-Recipient").or(() -> each.first("Original-Recipient")).orElse(""));
      var diagnostic = each.first("Diagnostic-Code").map(words -> words.replaceFirst("^(?i)[\\w-]+ ?; ?", ""))
          .orElse("");
      var said = diagnostic.isBlank() ? about(address, text) : diagnostic;
      return recipient(address, outcome(each.words("Action"), text), find(STATUS, each.words("Status")), said);
    }).toList();
  }

  private static String address(String field) {
    var text = field.substring(field.indexOf(';') + 1).replaceAll("\\(.*\\)", "").replaceAll("[<>\\s]", "");
    var normal = Mailbox.normal(text);
    return normal == null ? "" : normal;
  }

  private static Outcome outcome(String action, String text) {
    return switch (action.toLowerCase(Locale.ROOT).replaceAll("[^a-z].*", "")) {
      case "delayed" -> Outcome.DELAYED;
      case "delivered", "deliverable" -> Outcome.DELIVERED;
      case "relayed", "expanded" -> Outcome.RELAYED;
      case "failed" -> Outcome.FAILED;
      default -> DELAY.matcher(text).matches() ? Outcome.DELAYED : Outcome.FAILED;
    };
  }

  private static String about(String address, String text) {
    // From the beginning of its line: some say what is the matter before they say with whom.
    var at = address.isEmpty() ? 0 : text.lastIndexOf('\n', Math.max(text.indexOf(address), 0)) + 1;
    return text.substring(at, Math.min(text.length(), at + LONGEST_WORDS));
  }

  private static Recipient recipient(String address, Outcome outcome, @Nullable String stated, String said) {
    var words = said.replaceAll("\\s+", " ").strip();
    var pair = find(PAIR, words);
    var spoken = pair != null ? pair : find(STATUS, words);
    var status = stated == null || (spoken != null && !spoken.endsWith(".0.0")) ? spoken : stated;
    var code = find(CODE, words);
    var reply = code != null ? code : find(ANY_CODE, words);
    return new Recipient(address, outcome, status == null ? stated : status, reply,
        BounceReasons.of(status == null ? stated : status, reply, words));
  }

  private static @Nullable String find(Pattern pattern, String text) {
    var found = pattern.matcher(text);
    return found.find() ? found.group(1) : null;
  }

  /// From reports that are nothing but text.
  private static List<Recipient> inWords(Headers headers, String text, Headers returned) {
    var outcome = DELAY.matcher(text).matches() ? Outcome.DELAYED : Outcome.FAILED;
    var addresses = new LinkedHashSet<String>();
    headers.all("X-Failed-Recipients").forEach(each -> Mailbox.in(each).forEach(box -> addresses.add(box.address())));
    if (addresses.isEmpty()) {
      text.lines().map(RECIPIENT::matcher).filter(java.util.regex.Matcher::matches)
          .map(each -> Mailbox.normal(each.group(1)))
          .filter(each -> each != null && !each.toLowerCase(Locale.ROOT).matches("(?:postmaster|mailer-daemon)@.*"))
          .forEach(addresses::add);
    }
    if (addresses.isEmpty()) {
      Mailbox.in(returned.first("To").orElse("")).forEach(each -> addresses.add(each.address()));
    }
    if (addresses.isEmpty()) {
      addresses.add("");
    }
    return addresses.stream().limit(MOST)
        .map(each -> recipient(each, outcome, null, untilNext(each, addresses, about(each, text))))
        .collect(Collectors.toList());
  }

  private static String untilNext(String address, Set<String> all, String text) {
    var end = text.length();
    for (var other : new ArrayList<>(all)) {
      var at = other.isEmpty() || other.equals(address) ? -1 : text.indexOf(other, text.indexOf(address) + 1);
      end = at > 0 ? Math.min(end, at) : end;
    }
    return text.substring(0, end);
  }
}
