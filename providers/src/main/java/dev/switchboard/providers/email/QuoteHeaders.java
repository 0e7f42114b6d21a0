package dev.switchboard.providers.email;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The lines that mail programs put before what they quote, in the languages they speak: `On … wrote:`, `-----Original
/// Message-----`, and From, Sent, To and Subject one below the other.
final class QuoteHeaders {

  /// Longer ones are sentences that somebody wrote.
  private static final int LONGEST = 400;
  private static final int MOST_LINES = 6;

  // What Gmail, Apple Mail, Thunderbird and webmailers end their line with.
  private static final String WROTE = "wrote|writes|schrieb(?: am)?|a écrit|écrit|escribió|escribio|ha scritto|scrisse|"
      + "escreveu|schreef|geschreven|napisał(?:\\(a\\)|a)?|skrev|kirjoitti|написала?|написал\\(а\\)|пишет|писала?|"
      + "napsala?|napísala?|napsal\\(a\\)|írta|ezt írta|yazdı|şunu yazdı|έγραψε|a scris|написа|написав|је написао|"
      + "je napisa[ol]?(?:la)?|đã viết|menulis|kirjutas|rašė|rakstīja|skrifaði|va escriure|idatzi du|写道|寫道|"
      + "が書きました|のメッセージ|님이 작성|작성|כתב|كتب";
  // The first half of such a line: most begin like this, and no sentence does and goes on as they do.
  private static final String OPENING = "on|am|le|el|il|em|op|w dniu|dnia|den|på|pe|dne|in data|στις|vào";

  private static final String ADDRESS = "[^\\s<>@\"]{1,64}@[^\\s<>@\"]{1,255}";
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
  private static final String DATED = "(?:\\d|\\p{L}{1,10}[.,]{0,2} ?\\d)";

  // Looked for one by one and not as one pattern, which takes its time with lines that are made for it.
  private static final Pattern OPENED = Pattern.compile("^(?:" + OPENING + ")\\b", FLAGS);
  /// With what such a line begins that was broken into several.
  private static final Pattern BEGINNING = Pattern.compile("^(?:(?:" + OPENING + ")\\b|" + DATED + ")", FLAGS);
  private static final Pattern DATE_FIRST = Pattern.compile("^" + DATED, FLAGS);
  private static final Pattern DIGIT = Pattern.compile("\\d");
  private static final Pattern YEAR = Pattern.compile("\\d{4}");
  private static final Pattern TIME = Pattern.compile("\\d{1,2}[:.h]\\d{2}");
  private static final Pattern SOMEBODY = Pattern.compile(ADDRESS + "|\"");
  private static final Pattern IN_BRACKETS = Pattern.compile("<" + ADDRESS + ">");
  private static final Pattern ENDS_WITH_VERB = Pattern.compile("[\\s>](?:" + WROTE + ")\\s*[:：]?$", FLAGS);
  /// Of languages that put no space before it.
  private static final Pattern ENDS_WITH_BARE_VERB = Pattern.compile("(?:" + WROTE + ")\\s*[:：]$", FLAGS);
  private static final Pattern VERB_WITHIN = Pattern.compile("\\b(?:schrieb|schreef|skrev)\\b.{1,120}[:：]$", FLAGS);
  private static final Pattern ENDS_WITH_ADDRESS = Pattern.compile("<" + ADDRESS + "(?:<[^>]*>)?>[^<]{0,40}[:：]$",
      FLAGS);

  private static final Pattern WROTE_BETWEEN_DASHES = Pattern
      .compile("\\s*-{2,}\\s*on .*\\d.* (?:" + WROTE + ")\\s*-{2,}\\s*", FLAGS);

  private static final Pattern ORIGINAL = Pattern.compile("\\s*[-_=*]{2,}\\s*(?:original message|originalnachricht|"
      + "original-nachricht|ursprüngliche nachricht|message d['’]origine|message original|message initial|"
      + "mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig (?:besked|meddelelse)|"
      + "original besked|opprinnelig melding|ursprungligt meddelande|originalmeddelande|alkuperäinen viesti|"
      + "(?:oryginalna wiadomość|wiadomość oryginalna)|původní zpráva|pôvodná správa|eredeti üzenet|mesaj original|"
      + "orijinal mesaj|özgün ileti|исходное сообщение|пересылаемое сообщение|оригинальное сообщение|"
      + "оригінальне повідомлення|αρχικό μήνυμα|missatge original|原始邮件|原邮件|原始郵件|元のメッセージ|원본 (?:메일|메시지)|"
      + "forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|"
      + "messaggio inoltrato|doorgestuurd bericht|videresendt (?:besked|meddelelse)|vidarebefordrat meddelande|"
      + "forwarded by .*|reply message|replied message|回复的邮件|转发的消息|転送メッセージ)\\s*[-_=*]{2,}\\s*", FLAGS);
  private static final Pattern FORWARDED = Pattern.compile("\\s*(?:begin forwarded message|anfang der weitergeleiteten "
      + "(?:nachricht|e-mail)|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado|"
      + "início da mensagem (?:reencaminhada|encaminhada)|inizio messaggio inoltrato)\\s*:\\s*", FLAGS);

  /// A line that only divides.
  static final Pattern RULE = Pattern.compile("\\s*[-_=*]{3,}\\s*");

  private enum Kind {
    FROM, DATE, TO, SUBJECT
  }

  private static final Pattern FROM = header("from|von|de|da|van|fra|från|lähettäjä|od|от|от кого|від|gönderen|kimden|"
      + "feladó|de la|expéditeur|remitente|remetente|mittente|отправитель|从|发件人|寄件者|差出人|보낸 ?사람|από|מאת|من|Từ|dari");
  private static final Pattern DATE = header(
      "date|sent|datum|gesendet(?: am)?|envoyé(?: le)?|message du|enviado(?: el| em)?|"
          + "enviada(?: em)?|fecha|data|inviato|verzonden|dato|sendt|skickat|lähetetty|päivämäärä|päiväys|wysłano|odesláno|"
          + "odoslané|отправлено|дата|надіслано|gönderme tarihi|gönderildi|tarih|elküldve|dátum|küldve|trimis|发送时间|日期|時間|"
          + "送信日時|日付|보낸 ?날짜|날짜|ημερομηνία|στάλθηκε|נשלח|תאריך");
  private static final Pattern TO = header(
      "to|an|à|a|para|aan|til|till|vastaanottaja|do|komu|pro|кому|до|kime|alıcı|címzett|"
          + "către|destinataire|destinatario|destinatário|收件人|宛先|받는 ?사람|προς|אל|cc|kopie|copie(?: à)?|kopi");
  private static final Pattern SUBJECT = header(
      "subject|betreff|objet|sujet|asunto|assunto|oggetto|onderwerp|emne|ämne|aihe|"
          + "temat|předmět|predmet|тема|konu|tárgy|subiect|assumpte|主题|主旨|主題|件名|제목|θέμα|נושא|tiêu đề");

  private static Pattern header(String names) {
    return Pattern.compile("[\\s>*]{0,12}(?:" + names + ")\\*?\\s*[:：].*", FLAGS);
  }

  /// How many lines from `start` on are such a line; 0 where they are none. Marks of quoting before them do not matter.
  static int attribution(List<String> lines, int start) {
    var joined = new StringBuilder();
    for (var i = start; i < Math.min(lines.size(), start + MOST_LINES); i++) {
      var line = unquoted(lines.get(i));
      if (line.isEmpty() || joined.length() + line.length() > LONGEST) {
        return 0;
      }
      joined.append(joined.isEmpty() ? "" : " ").append(line);
      if (isAttribution(joined.toString())) {
        return i == start || beginsHere(lines, start, i) ? i - start + 1 : 0;
      }
    }
    return 0;
  }

  /// Whether what ends in one line begins in another, and not in one between them.
  private static boolean beginsHere(List<String> lines, int start, int end) {
    if (!BEGINNING.matcher(unquoted(lines.get(start))).find()) {
      return false;
    }
    for (var later = start + 1; later <= end; later++) {
      var rest = unquoted(String.join(" ", lines.subList(later, end + 1)));
      if (OPENED.matcher(rest).find() && isAttribution(rest)) {
        return false;
      }
    }
    return true;
  }

  /// A line that ends with the verb, or with a colon and an address, or has the verb between date and name.
  private static boolean isAttribution(String line) {
    var colon = line.endsWith(":") || line.endsWith("：");
    var verb = ENDS_WITH_VERB.matcher(line).find();
    if ((!colon && !verb) || !DIGIT.matcher(line).find()) {
      return false;
    }
    if (verb && (OPENED.matcher(line).find() || SOMEBODY.matcher(line).find())) {
      return true;
    }
    if (!colon) {
      return false;
    }
    var namesSomebody = ENDS_WITH_ADDRESS.matcher(line).find()
        && (TIME.matcher(line).find() || (DATE_FIRST.matcher(line).find() && YEAR.matcher(line).find()));
    return namesSomebody || VERB_WITHIN.matcher(line).find()
        || (ENDS_WITH_BARE_VERB.matcher(line).find() && IN_BRACKETS.matcher(line).find());
  }

  /// Whether what follows from here on was not written by who sent the mail.
  static boolean isDivider(List<String> lines, int at) {
    var line = lines.get(at);
    return line.length() <= LONGEST && (ORIGINAL.matcher(line).matches() || FORWARDED.matcher(line).matches()
        || WROTE_BETWEEN_DASHES.matcher(line).matches());
  }

  /// Whether the headers of another mail begin here, as Outlook shows them.
  static boolean isHeaderBlock(List<String> lines, int at) {
    var first = lines.get(at);
    if (!FROM.matcher(first).matches() && !DATE.matcher(first).matches()) {
      return false;
    }
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    var seen = 0;
    for (var i = at; i < lines.size() && seen < MOST_LINES && i < at + 2 * MOST_LINES; i++) {
      var line = lines.get(i);
      if (line.isBlank()) {
        continue;
      }
      seen++;
      note(line, kinds);
    }
    return kinds.size() >= 3 || (kinds.size() == 2 && afterRule(lines, at));
  }

  private static void note(String line, Set<Kind> kinds) {
    if (!kinds.contains(Kind.FROM) && FROM.matcher(line).matches()) {
      kinds.add(Kind.FROM);
    } else if (DATE.matcher(line).matches()) {
      kinds.add(Kind.DATE);
    } else if (SUBJECT.matcher(line).matches()) {
      kinds.add(Kind.SUBJECT);
    } else if (TO.matcher(line).matches()) {
      kinds.add(Kind.TO);
    }
  }

  private static boolean afterRule(List<String> lines, int at) {
    var above = at - 1;
    while (above >= 0 && lines.get(above).isBlank()) {
      above--;
    }
    return above >= 0 && RULE.matcher(lines.get(above)).matches();
  }

  private static String unquoted(String line) {
    return line.replaceFirst("^[\\s>]+", "").replaceAll("\\s+", " ").strip();
  }

  private QuoteHeaders() {}
}
