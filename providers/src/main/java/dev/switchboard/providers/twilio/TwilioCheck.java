package dev.switchboard.providers.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.providers.http.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks whether an account will work: whether Twilio knows it, whether its sender is there and can what it must, and
/// whether Twilio calls us when a customer writes.
final class TwilioCheck {

  private static final String CREDENTIALS = "credentials";
  private static final String SENDER = "sender";
  private static final String WEBHOOK = "webhook URL";

  private final TwilioSettings settings;
  private final TwilioApi api;

  TwilioCheck(TwilioSettings settings, TwilioApi api) {
    this.settings = settings;
    this.api = api;
  }

  List<Finding> findings(@Nullable String webhookUrl) {
    var findings = new ArrayList<Finding>();
    findings.add(credentials());
    findings.add(reports(webhookUrl));
    if (findings.getFirst().verdict() == Verdict.GOOD) {
      var sender = settings.sender();
      if (sender.messagingServiceSid() != null) {
        service(sender.messagingServiceSid(), webhookUrl, findings);
      }
      if (sender.from() != null) {
        from(sender.from(), webhookUrl, findings);
      }
    }
    return findings;
  }

  // An API key may not read the account itself, so there the account's messages are asked for.
  private Finding credentials() {
    var sid = settings.login().accountSid();
    var own = settings.login().user().equals(sid);
    var exchange = own ? get("api", "/2010-04-01/Accounts/" + sid + ".json", Map.of())
        : get("api", "/2010-04-01/Accounts/" + sid + "/Messages.json", Map.of("PageSize", "1"));
    var account = found(exchange);
    if (account == null) {
      return unasked(exchange, CREDENTIALS, own ? "authToken" : "apiKeySecret",
          "Twilio does not accept them: compare accountSid and " + (own ? "auth token" : "API key")
              + " with Twilio's console");
    }
    var status = account.path("status").asText("active");
    return status.equals("active") ? good(CREDENTIALS, "Twilio accepts them")
        : bad(CREDENTIALS, "accountSid", "Twilio's account is " + status);
  }

  private Finding reports(@Nullable String webhookUrl) {
    var configured = settings.webhookUrl();
    if (configured == null) {
      return new Finding(Verdict.DOUBTFUL, "reports", "webhookUrl",
          "without webhookUrl Twilio tells nothing about what "
              + "became of messages, and one that it did not answer stays in doubt"
              + (webhookUrl == null ? "" : ": set it to " + webhookUrl));
    }
    return webhookUrl == null || leadsTo(configured.toString(), webhookUrl)
        ? good("reports", "Twilio is told to report to " + configured)
        : bad("reports", "webhookUrl", "leads to " + configured + ", but this account is called at " + webhookUrl);
  }

  private void from(String from, @Nullable String webhookUrl, List<Finding> findings) {
    if (settings.channel() == Channel.WHATSAPP) {
      whatsapp(from, webhookUrl, findings);
    } else if (from.startsWith("+")) {
      number("IncomingPhoneNumbers.json", Map.of("PhoneNumber", from), "incoming_phone_numbers", webhookUrl, findings);
    } else if (settings.sender().number() != null) {
      number("SMS/ShortCodes.json", Map.of("ShortCode", from), "short_codes", webhookUrl, findings);
    } else {
      findings.add(new Finding(Verdict.UNKNOWN, SENDER, "from",
          "a name needs no entry at Twilio in most countries; nobody can answer to it"));
    }
  }

  private void number(String path, Map<String, String> query, String list, @Nullable String webhookUrl,
      List<Finding> findings) {
    var exchange = get("api", "/2010-04-01/Accounts/" + settings.login().accountSid() + "/" + path, query);
    var answer = found(exchange);
    if (answer == null) {
      findings.add(unasked(exchange, SENDER, "from", "Twilio does not let us look for the number"));
      return;
    }
    var number = answer.path(list).path(0);
    if (number.isMissingNode()) {
      findings.add(bad(SENDER, "from", "this account has no such number at Twilio"));
      return;
    }
    var can = number.path("capabilities");
    // Short codes do not say; they all can.
    if (can.has("sms") && !can.path("sms").asBoolean()) {
      findings.add(bad(SENDER, "from", "the number cannot send SMS"));
    } else if (settings.mms() && can.has("mms") && !can.path("mms").asBoolean()) {
      findings.add(bad(SENDER, "mms", "the number cannot send MMS: files will not go"));
    } else {
      findings.add(good(SENDER, "the number is there and can send"));
    }
    // Where the number is in a messaging service, that has the say; it has been looked at.
    if (settings.sender().messagingServiceSid() == null) {
      webhook(number.path("sms_url"), number.path("sms_method"), webhookUrl, findings);
    }
  }

  private void service(String sid, @Nullable String webhookUrl, List<Finding> findings) {
    var exchange = get("messaging", "/v1/Services/" + sid, Map.of());
    var service = found(exchange);
    if (service == null) {
      findings.add(unasked(exchange, SENDER, "messagingServiceSid", "Twilio has no such messaging service"));
      return;
    }
    var whatsapp = settings.channel() == Channel.WHATSAPP;
    var pool = found(get("messaging", "/v1/Services/" + sid + (whatsapp ? "/ChannelSenders" : "/PhoneNumbers"),
        Map.of("PageSize", "20")));
    var senders = pool == null ? null : pool.path(whatsapp ? "senders" : "phone_numbers");
    if (senders != null && senders.isArray() && senders.isEmpty() && settings.sender().from() == null) {
      // A short code or a name in its pool would do as well.
      findings.add(new Finding(Verdict.DOUBTFUL, SENDER, "messagingServiceSid",
          "the messaging service has no number for this channel"));
    } else {
      findings.add(good(SENDER, "the messaging service is there"));
    }
    if (service.path("use_inbound_webhook_on_number").asBoolean()) {
      findings.add(new Finding(Verdict.UNKNOWN, WEBHOOK, null,
          "the messaging service leaves it to its numbers whom to call; look at each of them"));
    } else {
      webhook(service.path("inbound_request_url"), service.path("inbound_method"), webhookUrl, findings);
    }
  }

  private void whatsapp(String from, @Nullable String webhookUrl, List<Finding> findings) {
    var exchange = get("messaging", "/v2/Channels/Senders", Map.of("Channel", "whatsapp", "PageSize", "1000"));
    var answer = found(exchange);
    if (answer == null) {
      findings.add(unasked(exchange, SENDER, "from", "Twilio does not let us look for the WhatsApp sender"));
      return;
    }
    for (var sender : answer.path("senders")) {
      if (sender.path("sender_id").asText().equals(settings.addressOf(from))) {
        var status = sender.path("status").asText();
        findings.add(status.startsWith("ONLINE") ? good(SENDER, "the WhatsApp sender is online")
            : bad(SENDER, "from", "the WhatsApp sender is " + status));
        webhook(sender.path("webhook").path("callback_url"), sender.path("webhook").path("callback_method"), webhookUrl,
            findings);
        return;
      }
    }
    findings.add(new Finding(Verdict.DOUBTFUL, SENDER, "from",
        "this account has no such WhatsApp sender at Twilio, unless it is the number of the sandbox"));
  }

  private static void webhook(JsonNode called, JsonNode method, @Nullable String webhookUrl, List<Finding> findings) {
    var url = called.asText("");
    if (webhookUrl == null) {
      findings.add(new Finding(Verdict.UNKNOWN, WEBHOOK, null,
          "this installation does not know its address outside, so it cannot be compared with Twilio's: "
              + (url.isBlank() || called.isNull() ? "none" : url)));
    } else if (called.isNull() || url.isBlank()) {
      findings.add(bad(WEBHOOK, null, "Twilio calls nobody when a customer writes: enter " + webhookUrl
          + " for incoming messages"));
    } else if (!leadsTo(url, webhookUrl)) {
      findings.add(bad(WEBHOOK, null, "Twilio calls " + url + " when a customer writes, and not " + webhookUrl));
    } else if (method.asText("POST").equalsIgnoreCase("GET")) {
      findings.add(new Finding(Verdict.DOUBTFUL, WEBHOOK, null,
          "Twilio calls it by GET, which leaves messages in the logs of everything in between: choose POST"));
    } else {
      findings.add(good(WEBHOOK, "Twilio calls " + url + " when a customer writes"));
    }
  }

  // Query and fragment are Twilio's and the operator's affair.
  private static boolean leadsTo(String url, String webhookUrl) {
    return url.replaceFirst("[?#].*$", "").replaceFirst("/+$", "").equals(webhookUrl.replaceFirst("/+$", ""));
  }

  private Exchange get(String product, String path, Map<String, String> query) {
    return api.get(Budget.of(settings.timeout(), null).errand(), product, path, query);
  }

  private static @Nullable JsonNode found(Exchange exchange) {
    return exchange instanceof Exchange.Answered answer && answer.status() == 200 ? TwilioJson.read(answer.body())
        : null;
  }

  private static Finding unasked(Exchange exchange, String what, @Nullable String setting, String refused) {
    var failure = TwilioAnswers.failure(exchange);
    var said = " (" + failure.code() + (failure.text() == null ? "" : ": " + failure.text()) + ")";
    if (exchange instanceof Exchange.Answered answer && answer.status() >= 400 && answer.status() < 500
        && failure.reason() != FailureReason.THROTTLED) {
      return new Finding(Verdict.BAD, what, setting, refused + said);
    }
    return new Finding(Verdict.UNKNOWN, what, setting, "Twilio cannot be asked now" + said);
  }

  private static Finding good(String what, String words) {
    return new Finding(Verdict.GOOD, what, null, words);
  }

  private static Finding bad(String what, @Nullable String setting, String words) {
    return new Finding(Verdict.BAD, what, setting, words);
  }
}
