package dev.switchboard.providers.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Looks whether an account will work: asks Graph about the number, the business account and its webhooks, and says in words
/// what is wrong. Changes nothing.
final class Inspection {

  private static final String NUMBER_FIELDS = "id,display_phone_number,verified_name,quality_rating,status,"
      + "code_verification_status,name_status,platform_type";
  private static final String TOKEN = "accessToken";
  private static final String NUMBER = "phoneNumberId";
  private static final String BUSINESS = "businessAccountId";

  private final GraphApi graph;
  private final WhatsAppSettings.Sender sender;
  private final List<Finding> findings = new ArrayList<>();

  Inspection(GraphApi graph, WhatsAppSettings settings) {
    this.graph = graph;
    this.sender = settings.sender();
  }

  List<Finding> look(@Nullable String webhookUrl) {
    if (number()) {
      webhook(webhookUrl);
      if (sender.businessAccountId() == null) {
        add(Verdict.DOUBTFUL, "business account", BUSINESS,
            "is not set: templates cannot be listed, nor can it be seen whether webhooks are subscribed");
      } else {
        business(sender.businessAccountId());
        subscription(sender.businessAccountId());
        templates(sender.businessAccountId());
      }
    }
    return List.copyOf(findings);
  }

  /// @return whether there is any sense in going on
  private boolean number() {
    try {
      var number = graph.get(sender.phoneNumberId(), Map.of("fields", NUMBER_FIELDS));
      add(Verdict.GOOD, "credentials", TOKEN, "Meta accepts the token");
      number(number);
      return true;
    } catch (GraphException e) {
      refused(e);
    } catch (IOException e) {
      add(Verdict.UNKNOWN, "credentials", "url", words(e));
    }
    return false;
  }

  private void refused(GraphException e) {
    var reason = e.error().meaning().map(ErrorCodes.Meaning::reason).orElse(null);
    if (reason == null) {
      add(Verdict.UNKNOWN, "credentials", TOKEN, words(e));
      return;
    }
    switch (reason) {
      case BAD_CREDENTIALS -> add(Verdict.BAD, "credentials", TOKEN,
          "Meta does not accept the token, or it has no right to this number; make one of a system user with "
              + "whatsapp_business_messaging and whatsapp_business_management (" + words(e) + ")");
      case BAD_CONFIGURATION, CONTENT_REFUSED -> {
        add(Verdict.GOOD, "credentials", TOKEN, "Meta knows the token");
        add(Verdict.BAD, "phone number", NUMBER,
            "is no number of Meta's, or the token may not see it: take the phone number ID and not the number itself ("
                + words(e) + ")");
      }
      case ACCOUNT_BLOCKED -> add(Verdict.BAD, "account", null, words(e));
      case THROTTLED, RECIPIENT_THROTTLED, UNREACHABLE, SERVICE_ERROR, TIMEOUT, BAD_ADDRESS, ADDRESS_GONE,
          UNDELIVERABLE, OPTED_OUT, WINDOW_CLOSED, TEMPLATE_NEEDED, WORKER_LOST, EXPIRED, UNKNOWN ->
          add(Verdict.UNKNOWN, "credentials", TOKEN, words(e));
    }
  }

  private void number(JsonNode number) {
    var shown = number.path("display_phone_number").asText() + " (" + number.path("verified_name").asText() + ")";
    switch (number.path("status").asText("CONNECTED")) {
      case "CONNECTED" -> add(Verdict.GOOD, "phone number", NUMBER, "is " + shown);
      case "PENDING", "DISCONNECTED", "UNVERIFIED", "OFFLINE" -> add(Verdict.BAD, "phone number", NUMBER,
          shown + " is " + number.path("status").asText() + ": register it with the Cloud API");
      case "BANNED", "RESTRICTED", "RATE_LIMITED", "FLAGGED" -> add(Verdict.BAD, "phone number", null,
          shown + " is " + number.path("status").asText() + ": see the Account Quality page of the Business Manager");
      default -> add(Verdict.DOUBTFUL, "phone number", NUMBER, shown + " is " + number.path("status").asText());
    }
    switch (number.path("quality_rating").asText()) {
      case "GREEN" -> add(Verdict.GOOD, "quality", null, "Meta rates the number GREEN");
      case "YELLOW" -> add(Verdict.DOUBTFUL, "quality", null,
          "Meta rates the number YELLOW: customers block or report it; at RED its limit falls");
      case "RED" -> add(Verdict.BAD, "quality", null,
          "Meta rates the number RED: customers block or report it, and Meta may lower its limit");
      default -> add(Verdict.UNKNOWN, "quality", null, "Meta has not rated the number yet");
    }
    if (number.path("name_status").asText().matches("DECLINED|EXPIRED")) {
      add(Verdict.DOUBTFUL, "display name", null, "is " + number.path("name_status").asText());
    }
  }

  private void webhook(@Nullable String webhookUrl) {
    try {
      var configuration = graph.get(sender.phoneNumberId(), Map.of("fields", "webhook_configuration"))
          .path("webhook_configuration");
      // The nearest wins: the number's own address, then the business account's, then the app's.
      var called = first(configuration, "phone_number", "whatsapp_business_account", "application");
      if (called == null) {
        add(Verdict.BAD, "webhook URL", null,
            "Meta has no address to call: enter it in the App Dashboard under WhatsApp, Configuration"
                + (webhookUrl == null ? "" : " (" + webhookUrl + ")"));
      } else if (webhookUrl == null) {
        add(Verdict.DOUBTFUL, "webhook URL", null,
            "Meta calls " + called + ", but this installation does not know its own address outside");
      } else if (called.equals(webhookUrl)) {
        add(Verdict.GOOD, "webhook URL", null, "Meta calls " + called);
      } else {
        add(Verdict.BAD, "webhook URL", null, "Meta calls " + called + " and should call " + webhookUrl
            + ", or the address of another number of the same app");
      }
    } catch (IOException e) {
      add(Verdict.UNKNOWN, "webhook URL", null, words(e));
    }
  }

  private static @Nullable String first(JsonNode object, String... names) {
    for (var name : names) {
      var text = Json.text(object.path(name));
      if (text != null) {
        return text;
      }
    }
    return null;
  }

  private void business(String account) {
    try {
      var numbers = graph.get(account + "/phone_numbers", Map.of("fields", "id,display_phone_number", "limit", "100"));
      if (ids(numbers).contains(sender.phoneNumberId())) {
        add(Verdict.GOOD, "business account", BUSINESS, "has this number");
      } else {
        add(Verdict.BAD, "business account", BUSINESS, "does not have this number: one of the two ids is another's");
      }
    } catch (IOException e) {
      add(e instanceof GraphException ? Verdict.BAD : Verdict.UNKNOWN, "business account", BUSINESS, words(e));
    }
  }

  private static List<String> ids(JsonNode answer) {
    return StreamSupport.stream(answer.path("data").spliterator(), false).map(each -> each.path("id").asText())
        .toList();
  }

  private void subscription(String account) {
    try {
      var apps = StreamSupport
          .stream(graph.get(account + "/subscribed_apps", Map.of()).path("data").spliterator(), false)
          .map(app -> app.path("whatsapp_business_api_data").path("name").asText()).toList();
      if (apps.isEmpty()) {
        add(Verdict.BAD, "webhook subscription", BUSINESS,
            "no app is subscribed to this business account, so nothing that customers write arrives: POST /" + account
                + "/subscribed_apps");
      } else {
        add(Verdict.GOOD, "webhook subscription", BUSINESS, "subscribed: " + String.join(", ", apps));
      }
    } catch (IOException e) {
      add(Verdict.UNKNOWN, "webhook subscription", BUSINESS, words(e));
    }
  }

  private void templates(String account) {
    try {
      var states = new Templates(graph).of(account).stream()
          .collect(Collectors.groupingBy(template -> template.state(), java.util.TreeMap::new, Collectors.counting()));
      var words = states.entrySet().stream().map(each -> each.getValue() + " " + each.getKey())
          .collect(Collectors.joining(", "));
      if (states.containsKey("APPROVED")) {
        add(Verdict.GOOD, "templates", null, words);
      } else {
        add(Verdict.DOUBTFUL, "templates", null, "none is approved" + (words.isEmpty() ? "" : " (" + words + ")")
            + ": customers who have not written for 24 hours cannot be reached");
      }
    } catch (IOException e) {
      add(Verdict.UNKNOWN, "templates", BUSINESS, words(e));
    }
  }

  private void add(Verdict verdict, String what, @Nullable String setting, String words) {
    findings.add(new Finding(verdict, what, setting, words));
  }

  private static String words(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
