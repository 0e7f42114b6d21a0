package dev.switchboard.providers.twilio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.AccountCheck.Finding;
import dev.switchboard.core.spi.AccountCheck.Verdict;
import dev.switchboard.core.spi.Conduct;
import dev.switchboard.core.spi.HttpReply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwilioCheckTest {

  private static final String ACCOUNT = "/2010-04-01/Accounts/" + FakeTwilio.ACCOUNT;
  private static final String NUMBER = """
      {"incoming_phone_numbers": [{"phone_number": "+15005550006", "capabilities": {"sms": %s, "mms": false},
        "sms_url": "%s", "sms_method": "%s"}]}""";

  private final FakeTwilio twilio = new FakeTwilio();
  private final TwilioFactory factory = new TwilioFactory();

  @BeforeEach
  void anAccountThatIsActive() {
    twilio.lay(ACCOUNT + ".json", HttpReply.json(200, "{\"status\": \"active\"}"));
  }

  @AfterEach
  void close() {
    factory.close();
    twilio.close();
  }

  @Test
  void whereEverythingIsAsItShouldBeAllIsGood() {
    layNumber(NUMBER.formatted(true, Accounts.WEBHOOK + "#rc=5&rp=all", "POST"));

    assertThat(check(Accounts.sms(twilio.url()))).hasSize(4).allMatch(finding -> finding.verdict() == Verdict.GOOD);
    assertThat(twilio.taken()).isZero();
  }

  @Test
  void wrongCredentialsAreFoundFirstAndNothingElseIsAsked() {
    twilio.behave(Conduct.REFUSES_CREDENTIALS);

    assertThat(check(Accounts.sms(twilio.url())).getFirst()).satisfies(finding -> {
      assertThat(finding.verdict()).isEqualTo(Verdict.BAD);
      assertThat(finding.setting()).isEqualTo("authToken");
      assertThat(finding.words()).contains("20003");
    });
    assertThat(twilio.asked()).isEqualTo(1);
  }

  @Test
  void aServiceThatIsAwayIsNobodysFault() {
    twilio.behave(Conduct.HANGS_UP);

    assertThat(check(Accounts.sms(twilio.url())).getFirst().verdict()).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void aSuspendedAccountIsBad() {
    twilio.lay(ACCOUNT + ".json", HttpReply.json(200, "{\"status\": \"suspended\"}"));

    assertThat(check(Accounts.sms(twilio.url())).getFirst().words()).contains("suspended");
  }

  @Test
  void aNumberThatIsNotThereIsBad() {
    layNumber("{\"incoming_phone_numbers\": []}");

    assertThat(check(Accounts.sms(twilio.url()))).anyMatch(
        finding -> finding.verdict() == Verdict.BAD && "from".equals(finding.setting()));
  }

  @Test
  void aNumberWithoutSmsIsBad() {
    layNumber(NUMBER.formatted(false, Accounts.WEBHOOK, "POST"));

    assertThat(check(Accounts.sms(twilio.url()))).anyMatch(
        finding -> finding.verdict() == Verdict.BAD && "from".equals(finding.setting()));
  }

  @Test
  void aNumberWithoutMmsIsBadWhereFilesShallGo() {
    layNumber(NUMBER.formatted(true, Accounts.WEBHOOK, "POST"));

    assertThat(check(Accounts.sms(twilio.url()).put("mms", true))).anyMatch(
        finding -> finding.verdict() == Verdict.BAD && "mms".equals(finding.setting()));
  }

  @Test
  void aNumberThatCallsSomebodyElseIsBad() {
    layNumber(NUMBER.formatted(true, "https://demo.twilio.com/welcome/sms/reply", "POST"));

    assertThat(check(Accounts.sms(twilio.url()))).anyMatch(finding -> finding.verdict() == Verdict.BAD
        && finding.what().equals("webhook URL") && finding.words().contains("demo.twilio.com"));
  }

  @Test
  void aNumberThatCallsNobodyIsBad() {
    layNumber(NUMBER.formatted(true, "", "POST"));

    assertThat(check(Accounts.sms(twilio.url()))).anyMatch(
        finding -> finding.verdict() == Verdict.BAD && finding.what().equals("webhook URL"));
  }

  @Test
  void withoutAWebhookUrlDoubtsStay() {
    layNumber(NUMBER.formatted(true, Accounts.WEBHOOK, "POST"));
    var settings = Accounts.sms(twilio.url());
    settings.remove("webhookUrl");

    assertThat(check(settings)).anyMatch(finding -> finding.verdict() == Verdict.DOUBTFUL
        && "webhookUrl".equals(finding.setting()) && finding.words().contains(Accounts.WEBHOOK));
  }

  @Test
  void aMessagingServiceThatIsNotThereIsBad() {
    assertThat(check(ofService())).anyMatch(finding -> finding.verdict() == Verdict.BAD
        && "messagingServiceSid".equals(finding.setting()));
  }

  @Test
  void aMessagingServiceWithoutNumbersIsDoubtful() {
    twilio.lay("/v1/Services/MG", HttpReply.json(200, "{\"inbound_request_url\": \"%s\", \"inbound_method\": \"GET\"}"
        .formatted(Accounts.WEBHOOK)));
    twilio.lay("/v1/Services/MG0123456789abcdef0123456789abcdef/PhoneNumbers",
        HttpReply.json(200, "{\"phone_numbers\": []}"));

    assertThat(check(ofService())).filteredOn(finding -> finding.verdict() == Verdict.DOUBTFUL)
        .extracting(Finding::what).containsExactly("sender", "webhook URL");
  }

  private ObjectNode ofService() {
    var settings = Accounts.sms(twilio.url()).put("messagingServiceSid", "MG0123456789abcdef0123456789abcdef");
    settings.remove("from");
    return settings;
  }

  @Test
  void aWhatsAppSenderIsOnlineAndCallsUs() {
    twilio.lay("/v2/Channels/Senders", HttpReply.json(200, """
        {"senders": [{"sender_id": "whatsapp:+551150000009", "status": "OFFLINE"},
          {"sender_id": "whatsapp:+551150000001", "status": "ONLINE",
           "webhook": {"callback_url": "%s", "callback_method": "POST"}}]}""".formatted(Accounts.WEBHOOK)));

    assertThat(check(Accounts.whatsapp(twilio.url()))).hasSize(4)
        .allMatch(finding -> finding.verdict() == Verdict.GOOD);
  }

  @Test
  void aWhatsAppSenderThatIsNotListedMayBeTheSandbox() {
    twilio.lay("/v2/Channels/Senders", HttpReply.json(200, "{\"senders\": []}"));

    assertThat(check(Accounts.whatsapp(twilio.url()))).anyMatch(finding -> finding.verdict() == Verdict.DOUBTFUL);
  }

  private void layNumber(String json) {
    twilio.lay(ACCOUNT + "/IncomingPhoneNumbers.json", HttpReply.json(200, json));
  }

  private List<Finding> check(ObjectNode settings) {
    return factory.create(Accounts.with(settings)).check(Accounts.WEBHOOK);
  }
}
