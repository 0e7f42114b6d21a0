package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.DeliveryReport.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Everything that will be posted about a message, as its [Fate] says.
final class Plan {

  private static final List<String> ANSWERS = List.of("Obrigado!", "Thanks, got it.", "Ok", "¿Y cuándo llega?",
      "Perfeito, até amanhã 👍", "Who is this?");

  static List<Posting> of(Ledger.Entry entry, Fate fate) {
    var webhook = entry.profile().webhook();
    if (webhook == null) {
      return List.of();
    }
    var taken = entry.message().at();
    var postings = new ArrayList<Posting>();
    for (var report : fate.reports()) {
      for (var i = 0; i < report.posted().size(); i++) {
        var name = entry.message().id() + "/" + word(report.status()) + "/" + i;
        postings.add(Posting.of(name, webhook, receipt(entry, fate, report), taken.plus(report.posted().get(i))));
      }
    }
    var answerAfter = fate.answerAfter();
    if (answerAfter != null) {
      var due = taken.plus(answerAfter);
      postings.add(Posting.of(entry.message().id() + "/answer", webhook, answer(entry, due), due));
    }
    return postings;
  }

  private static ObjectNode receipt(Ledger.Entry entry, Fate fate, Fate.Report report) {
    var item = whereabouts(entry.message(), fate, report.status(), entry.message().at().plus(report.after()));
    return item.put("type", "receipt");
  }

  /// A message and what has happened to it: the shape of receipts and of answers to look-ups.
  static ObjectNode whereabouts(ReceivedMessage message, Fate fate, Status status, Instant at) {
    var item = Json.object().put("id", message.id()).put("reference", message.reference().toString())
        .put("status", word(status)).put("at", at.toString());
    var trouble = fate.trouble();
    if (status == Status.FAILED && trouble != null) {
      item.putObject("reason").put("code", trouble.code()).put("text", trouble.text());
    }
    return item;
  }

  private static ObjectNode answer(Ledger.Entry entry, Instant at) {
    var message = entry.message();
    var item = Json.object().put("type", "message").put("id", "sbx-in-" + message.id()).put("replyTo", message.id())
        .put("at", at.toString());
    item.putObject("from").put("phone", message.to());
    item.putObject("content").put("type", "text").put("text",
        ANSWERS.get(Math.floorMod(message.reference().hashCode(), ANSWERS.size())));
    return item;
  }

  private static String word(Status status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  private Plan() {}
}
