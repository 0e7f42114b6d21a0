package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.InboundEvent;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Mails of other projects' tests, many of them broken on purpose: everything is understood or kept, and nothing thrown.
///
/// The webhooks of mail services (anymail, SendGrid, symfony) are no business of this provider, which speaks SMTP and IMAP.
class ForeignMailsTest {

  private static final List<String> COLLECTIONS = List.of("mime4j", "stalwart", "flanker", "mikel-mail",
      "django-helpdesk", "mailpit", "postal", "talon", "sisimai");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MailReader reader = new MailReader(sender());
  private final TreeMap<String, int[]> table = new TreeMap<>();
  private final List<String> kept = new ArrayList<>();

  @Test
  void everyMailIsUnderstoodOrKept() {
    for (var collection : COLLECTIONS) {
      for (var file : ForeignFixtures.in(collection, ".eml")) {
        var read = reader.read(ForeignFixtures.bytes(file), null);
        assertThat(read.events()).as("%s", file).isNotEmpty();
        count(collection, file, read.events().getFirst());
        storable(file, read);
        mimeOf(file);
      }
    }
    System.out.printf("%-16s %6s %7s %8s %7s%n", "mails of", "mail", "report", "unknown", "refused");
    table.forEach(
        (collection, row) -> System.out.printf("%-16s %6d %7d %8d %7d%n", collection, row[0], row[1], row[2], 0));
    kept.forEach(System.out::println);
  }

  /// Many of these have no sender, because they are about something else.
  private void mimeOf(Path file) {
    var signed = ("From: ana@example.com\r\n" + new String(ForeignFixtures.bytes(file), StandardCharsets.ISO_8859_1))
        .getBytes(StandardCharsets.ISO_8859_1);
    var read = reader.read(signed, null);
    assertThat(read.events()).as("%s", file).noneMatch(each -> each instanceof InboundEvent.Unknown(var what, var _)
        && what.equals("mail"));
    storable(file, read);
  }

  private void count(String collection, Path file, InboundEvent event) {
    var row = table.computeIfAbsent(collection, _ -> new int[3]);
    switch (event) {
      case InboundEvent.Message _ -> row[0]++;
      // About letters that were never ours: understood, and of no effect.
      case InboundEvent.Unknown(var what, var _) when List.of("bounce", "complaint", "disposition notification",
          "feedback report").contains(what) -> row[1]++;
      case InboundEvent.Unknown(var what, var why) -> {
        row[2]++;
        kept.add("  unknown: " + collection + "/" + file.getFileName() + ": " + what + ", " + why);
      }
      default -> row[1]++;
    }
  }

  private static void storable(Path file, ReadMail read) {
    assertThat(read.events()).as("%s", file).noneMatch(each -> each.toString().contains("\u0000"));
    if (read.events().getFirst() instanceof InboundEvent.Message message
        && message.content() instanceof Content.Email email) {
      assertThat(email.attachments()).as("%s", file)
          .allSatisfy(each -> assertThat(read.enclosed()).containsKey(each.file().source()));
      assertThat(email.attachments()).hasSize(read.enclosed().size());
    }
  }

  @Test
  void whatIsTextAndWhatIsAFileIsAsStalwartSays() throws IOException {
    var good = 0;
    var all = 0;
    var misses = new ArrayList<String>();
    for (var file : ForeignFixtures.in("stalwart", ".eml")) {
      var expected = JSON.readTree(ForeignFixtures.bytes(ForeignFixtures.expected(file, "json").orElseThrow()));
      var mail = MailText.of(Mime.parse(ForeignFixtures.bytes(file)));
      var wanted = texts(expected);
      all++;
      if (letters(mail.text()).equals(letters(wanted)) && mail.files().size() == files(expected)) {
        good++;
      } else {
        misses.add(
            "miss: " + file.getFileName() + " files " + mail.files().size() + " of " + files(expected) + "\n  wanted: "
                + letters(wanted) + "\n  was:    " + letters(mail.text()));
      }
    }
    System.out.printf("stalwart: %d of %d mails have the texts and the number of files that it says%n", good, all);
    misses.forEach(System.out::println);
    assertThat(good * 100).isGreaterThanOrEqualTo(all * 58);
  }

  private static String texts(JsonNode mail) {
    var text = new StringBuilder();
    for (var index : mail.path("text_body")) {
      var body = mail.path("parts").path(index.asInt()).path("body");
      text.append(body.has("Html") ? HtmlText.of(body.path("Html").asText()) : body.path("Text").asText()).append('\n');
    }
    return text.toString();
  }

  private static int files(JsonNode mail) {
    var files = mail.path("attachments").size();
    for (var index : mail.path("text_body")) {
      var body = mail.path("parts").path(index.asInt()).path("body");
      files += body.has("Html") || body.has("Text") ? 0 : 1;
    }
    return files;
  }

  private static String letters(String text) {
    return text.replaceAll("[\\s\\u0000]+", " ").strip();
  }

  static Sender sender() {
    try {
      return new Sender(new InternetAddress("support@shop.example"), null, null, null, false, "A message");
    } catch (jakarta.mail.internet.AddressException e) {
      throw new IllegalStateException(e);
    }
  }
}
