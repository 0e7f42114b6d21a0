package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Answers as people send them, against what those who collected them want to see of them.
class ForeignRepliesTest {

  /// Where nothing stands beside the mail: what we read in it ourselves.
  private static final Map<String, String> BY_OUR_OWN_READING = Map.ofEntries(
      Map.entry("correct_sig.txt", "this is an email with a correct -- signature."),
      Map.entry("email_1_6.txt", "I get proper rendering as well."),
      Map.entry("email_1_7.txt", ":+1:"),
      Map.entry("email_2_2.txt", "Outlook with a reply directly above line"),
      Map.entry("email_2_3.txt", "Outlook with a reply directly above line"),
      Map.entry("zapier-erp/email_2_3.txt", "Outlook with a reply above headers using unusual format"),
      Map.entry("email_multi_word_sent_from_my_mobile_device.txt", "Here is another email"),
      Map.entry("email_sent_from_my_not_signature.txt",
          "Here is another email\n\nSent from my desk, is much easier then my mobile phone."),
      Map.entry("email_sig_delimiter_in_middle_of_line.txt",
          "Hi there!\n\nStuff happened.\n\nAnd here is a fix -- this is not a signature.\n\nkthxbai"),
      Map.entry("pathological.txt", "I think you're onto something. I will try to fix the problem as soon as I\n"
          + "get back to a computer."),
      Map.entry("email_headers_no_delimiter.txt", "And another reply!"),
      Map.entry("email_1_3.txt", "Oh thanks.\n\nHaving the function would be great.\n\n-Abhishek Kona"),
      Map.entry("email_2_1.txt", "Outlook with a reply"),
      Map.entry("email_20.txt", "On Thursday."),
      Map.entry("email_6.txt", "I get proper rendering as well.\n\nSent a magnificent torch of pixels"),
      Map.entry("email_custom_quote_header.txt", "Thank you!"),
      Map.entry("email_customer_quote_header_2.txt", "Thank you very much."),
      Map.entry("email_emoji.txt", "🎉"),
      Map.entry("email_sent_from.txt",
          "Hi it can happen to any texts you type, as long as you type in between words or paragraphs."),
      Map.entry("email_thread.txt", "This is new email reply in thread from bellow."),
      Map.entry("email_tricky_9_nested_quotes.txt", "I agree with the points below."),
      Map.entry("email_unquoted_reply.txt", "This is my reply."),
      Map.entry("sig_no_empty_line.txt", "this is an email with a signature with no empty line above."));
  /// Whose text is all of the sender's.
  private static final List<String> WHOLE = List.of("email_21.txt", "email_not_a_signature.txt",
      "email_not_a_signature_2.txt", "email_tricky_19_quote_without_header.txt", "email_tricky_3_code_block.txt",
      "email_tricky_6_regards_in_sentence.txt", "email_tricky_7_multiple_dashes.txt",
      "email_tricky_8_sent_from_in_content.txt");

  private final TreeMap<String, int[]> scores = new TreeMap<>();
  private final List<String> misses = new ArrayList<>();

  @Test
  void repliesAreWhatTheirCollectorsWantToSee() {
    for (var collection : List.of("crisp-erp", "email_reply_parser", "zapier-erp")) {
      for (var file : ForeignFixtures.in(collection, ".txt")) {
        if (!file.toString().endsWith(".expected.txt")) {
          compareText(collection, file);
        }
      }
    }
    for (var file : ForeignFixtures.in("talon", ".eml", ".html")) {
      ForeignFixtures.expected(file, "txt")
          .ifPresent(expected -> score("talon", file, ForeignFixtures.text(expected), withoutQuotes(file)));
    }
    scores.forEach((collection, score) -> System.out.printf("replies of %-20s %3d of %3d exactly as expected%n",
        collection, score[0], score[1]));
    misses.forEach(System.out::println);

    assertThat(scores).allSatisfy((collection, score) -> assertThat(score[0]).as(collection).isEqualTo(score[1]));
  }

  private void compareText(String collection, Path file) {
    var text = ForeignFixtures.text(file);
    var name = file.getFileName().toString();
    var expected = ForeignFixtures.expected(file, "txt").map(ForeignFixtures::text)
        .orElse(WHOLE.contains(name) ? text
            : BY_OUR_OWN_READING.getOrDefault(collection + "/" + name, BY_OUR_OWN_READING.get(name)));
    if (expected != null) {
      score(collection, file, expected, String.valueOf(ReplyText.of(text)));
    }
  }

  /// Talon's texts have the signatures still in them.
  private static String withoutQuotes(Path file) {
    var text = file.toString().endsWith(".html")
        ? HtmlText.of(ForeignFixtures.text(file))
        : MailText.of(Mime.parse(ForeignFixtures.bytes(file))).text();
    return ReplyText.withoutQuotes(text);
  }

  private void score(String collection, Path file, String expected, String actual) {
    var good = normal(expected).equals(normal(actual));
    var score = scores.computeIfAbsent(collection, _ -> new int[2]);
    score[0] += good ? 1 : 0;
    score[1]++;
    if (!good) {
      misses.add("miss: " + collection + "/" + file.getFileName() + "\n  wanted: " + normal(expected) + "\n  was:    "
          + normal(actual));
    }
  }

  /// Spaces at the ends of lines are nobody's words.
  private static String normal(String text) {
    return text.replace("\r\n", "\n").replaceAll("[ \t]+(?=\n|$)", "").strip();
  }
}
