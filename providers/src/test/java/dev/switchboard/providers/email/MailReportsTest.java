package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.DeliveryReport.Status;
import dev.switchboard.core.spi.FailureReason;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What mail servers and mail services report about our letters.
class MailReportsTest {

  private static final UUID OURS = UUID.fromString("0197a1b2-0000-7000-8000-000000000001");
  private static final String ID = "<" + OURS + "@shop.example>";
  private static final Identity ANA = new Identity(IdentityKind.EMAIL, "ana@example.com");

  private final MailReader reader = new MailReader(ForeignMailsTest.sender());

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      multipart/report; report-type=delivery-status | failed    | 5.1.1 | smtp; 550 5.1.1 User unknown       | FAILED    | BAD_ADDRESS       | hard
      multipart/mixed                               | failed    | 5.0.0 | smtp; 550 5.1.1 no such user       | FAILED    | BAD_ADDRESS       | hard
      multipart/report; report-type=delivery-status | failed    | 5.2.2 | smtp; 552 5.2.2 mailbox full       | FAILED    | UNDELIVERABLE     | soft
      multipart/report; report-type=delivery-status | failed    | 5.7.1 | smtp; 554 5.7.1 this looks like spam | FAILED  | CONTENT_REFUSED   | soft
      multipart/report; report-type=delivery-status | failed    | 5.7.26| smtp; 550 5.7.26 DMARC policy      | FAILED    | BAD_CONFIGURATION | soft
      multipart/report; report-type=delivery-status | failed    | 4.4.7 |                                    | FAILED    | UNDELIVERABLE     | soft
      multipart/report; report-type=delivery-status | delayed   | 4.4.1 | smtp; connection timed out         | DELAYED   | UNDELIVERABLE     |
      """)
  void aReportByTheBookIsAFactAboutOurMessage(String type, String action, String status, String diagnostic,
      Status becomes, FailureReason reason, String bounce) {
    var event = report(type, """
        Final-Recipient: rfc822; ana@example.com
        Action: %s
        Status: %s
        """.formatted(action, status) + (diagnostic == null ? "" : "Diagnostic-Code: " + diagnostic + "\n"));

    assertThat(event).isInstanceOfSatisfying(InboundEvent.Receipt.class, receipt -> {
      assertThat(receipt.report().status()).isEqualTo(becomes);
      assertThat(receipt.report().failure().reason()).isEqualTo(reason);
      assertThat(receipt.report().providerMessageId()).isEqualTo(ID);
      assertThat(receipt.report().messageId()).isEqualTo(OURS);
      assertThat(receipt.report().details().get("bounce")).isEqualTo(bounce);
      assertThat(receipt.recipient()).containsExactly(ANA);
    });
  }

  @Test
  void aReportOfSuccessIsADelivery() {
    var event = report("multipart/report",
        "Final-Recipient: rfc822; ana@example.com\nAction: delivered\nStatus: 2.0.0\n");

    assertThat(event).isInstanceOfSatisfying(InboundEvent.Receipt.class, receipt -> {
      assertThat(receipt.report().status()).isEqualTo(Status.DELIVERED);
      assertThat(receipt.report().failure()).isNull();
    });
  }

  @Test
  void aBounceInNothingButWordsIsUnderstood() {
    var event = read("""
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.com
        Subject: failure notice

        Hi. This is the qmail-send program at mx.example.com.
        I'm afraid I wasn't able to deliver your message.

        <ana@example.com>:
        192.0.2.1 does not like recipient.
        Remote host said: 550 5.1.1 no mailbox here by that name
        Giving up on 192.0.2.1.

        --- Below this line is a copy of the message.

        From: support@shop.example
        To: ana@example.com
        Message-ID: %s
        Subject: Hello

        Hello
        """.formatted(ID));

    assertThat(event).isInstanceOfSatisfying(InboundEvent.Receipt.class, receipt -> {
      assertThat(receipt.report().failure().code()).isEqualTo("550 5.1.1");
      assertThat(receipt.report().failure().reason()).isEqualTo(FailureReason.BAD_ADDRESS);
      assertThat(receipt.report().messageId()).isEqualTo(OURS);
    });
  }

  @Test
  void aLetterThatWasGivenAnotherIdOnTheWayIsKnownByOurHeader() {
    var event = read(
        bounce("multipart/report", "Final-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\n",
            "Message-ID: <0100@email.amazonses.com>\nX-Switchboard-Message: " + OURS + "\nTo: ana@example.com\n"));

    assertThat(event).isInstanceOfSatisfying(InboundEvent.Receipt.class,
        receipt -> assertThat(receipt.report().messageId()).isEqualTo(OURS));
  }

  @Test
  void aBounceOfALetterThatIsNotOursChangesNothing() {
    var event = read(
        bounce("multipart/report", "Final-Recipient: rfc822; ana@example.com\nAction: failed\nStatus: 5.1.1\n",
            "Message-ID: <written-by-hand@shop.example>\nTo: ana@example.com\n"));

    assertThat(event).isInstanceOfSatisfying(InboundEvent.Unknown.class,
        each -> assertThat(each.what()).isEqualTo("bounce"));
  }

  @Test
  void aCopyThatBouncesIsNoFailureOfTheMessage() {
    var event = read(
        bounce("multipart/report", "Final-Recipient: rfc822; bob@example.com\nAction: failed\nStatus: 5.1.1\n",
            "Message-ID: " + ID + "\nTo: ana@example.com\nCc: bob@example.com\n"));

    assertThat(event).isInstanceOf(InboundEvent.AccountNotice.class);
  }

  @Test
  void eachRecipientOfAReportIsAFactOfItsOwn() {
    var mail = bounce("multipart/report", """
        Final-Recipient: rfc822; ana@example.com
        Action: failed
        Status: 5.1.1

        Final-Recipient: rfc822; eva@example.com
        Action: delayed
        Status: 4.4.1
        """, "Message-ID: " + ID + "\n");

    assertThat(reader.read(bytes(mail), null).events())
        .extracting(each -> ((InboundEvent.Receipt) each).report().status())
        .isEqualTo(List.of(Status.FAILED, Status.DELAYED));
  }

  @Test
  void aComplaintTakesTheConsentBack() {
    assertThat(read(complaint("abuse", "Original-Rcpt-To: <ana@example.com>\n", ID)))
        .isEqualTo(new InboundEvent.Consent(ANA, false, "complaint", null));
  }

  @Test
  void aComplaintThatDoesNotNameItsAuthorIsTheRecipients() {
    assertThat(read(complaint("abuse", "", ID))).isEqualTo(new InboundEvent.Consent(ANA, false, "complaint", null));
  }

  @Test
  void aComplaintAboutSomethingElseChangesNothing() {
    assertThat(read(complaint("abuse", "Original-Rcpt-To: <ana@example.com>\n", "<other@shop.example>")))
        .isInstanceOf(InboundEvent.Unknown.class);
    assertThat(read(complaint("not-spam", "Original-Rcpt-To: <ana@example.com>\n", ID)))
        .isInstanceOf(InboundEvent.Unknown.class);
  }

  @Test
  void aReadersReceiptIsARead() {
    var event = read("""
        From: ana@example.com
        Content-Type: multipart/report; report-type=disposition-notification; boundary=b

        --b

        I have read it.
        --b
        Content-Type: message/disposition-notification

        Final-Recipient: rfc822; ana@example.com
        Original-Message-ID: %s
        Disposition: manual-action/MDN-sent-manually; displayed
        --b--
        """.formatted(ID));

    assertThat(event).isInstanceOfSatisfying(InboundEvent.Receipt.class,
        receipt -> assertThat(receipt.report().status()).isEqualTo(Status.READ));
  }

  @Test
  void anAnswerThatQuotesABounceIsAnAnswer() {
    var event = read("""
        From: ana@example.com
        Subject: Re: Undelivered Mail Returned to Sender
        In-Reply-To: %s

        Did you get this?

        > Final-Recipient: rfc822; ana@example.com
        > Action: failed
        > Status: 5.1.1
        """.formatted(ID));

    assertThat(event).isInstanceOf(InboundEvent.Message.class);
  }

  private InboundEvent report(String type, String fields) {
    return read(bounce(type, fields, "From: support@shop.example\nTo: ana@example.com\nMessage-ID: " + ID + "\n"));
  }

  private static String bounce(String type, String fields, String returned) {
    return """
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.com
        Subject: Undelivered Mail Returned to Sender
        Content-Type: %s; boundary=b

        --b

        Your letter could not be delivered.
        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        %s
        --b
        Content-Type: message/rfc822

        %s
        Hello
        --b--
        """.formatted(type.strip(), fields, returned);
  }

  private static String complaint(String type, String fields, String id) {
    return """
        From: feedback@isp.example
        Subject: abuse report
        Content-Type: multipart/report; report-type=feedback-report; boundary=b

        --b

        Somebody complains.
        --b
        Content-Type: message/feedback-report

        Feedback-Type: %s
        User-Agent: Test/1
        Version: 1
        %s
        --b
        Content-Type: message/rfc822

        From: support@shop.example
        To: ana@example.com
        Message-ID: %s

        Hello
        --b--
        """.formatted(type, fields, id);
  }

  private InboundEvent read(String mail) {
    return reader.read(bytes(mail), null).events().getFirst();
  }

  private static byte[] bytes(String mail) {
    return mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
