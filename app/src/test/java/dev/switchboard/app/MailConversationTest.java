package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.imap.ImapServer;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.account.AccountAdministration;
import dev.switchboard.core.chat.ChatHandling;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.message.AcceptResult.Accepted;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.AcceptResult.Refused;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.message.Messages;
import dev.switchboard.core.message.TimelineEntry;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Actor;
import dev.switchboard.core.tenant.Viewer;
import io.micronaut.context.ApplicationContext;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A worker node as it is, with a mailbox on a mail server that nobody here wrote.
class MailConversationTest {

  private static final String ANA = "ana@example.com";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  private final UUID tenant = Ids.next();
  private GreenMail server;
  private GreenMailUser support;
  private GreenMailUser ana;
  private ImapServer imap;
  private ApplicationContext node;
  private UUID account;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup[]{new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_IMAP)});
    server.start();
    imap = server.getImap();
    support = server.setUser("support@shop.example", "support", "right");
    ana = server.setUser(ANA, "ana", "ana");
    DB.run("insert into tenants (id, name) values ('%1$s', '%1$s')".formatted(tenant));
    node = ApplicationContext.builder().properties(settings()).deduceEnvironment(false).start();
  }

  private static Map<String, Object> settings() {
    var settings = new HashMap<String, Object>();
    settings.put("switchboard.worker.enabled", true);
    settings.put("switchboard.secrets.current", "k1");
    settings.put("switchboard.secrets.keys.k1", Base64.getEncoder().encodeToString(new byte[32]));
    settings.put("datasources.default.url", DB.url());
    settings.put("datasources.default.username", "postgres");
    settings.put("datasources.default.password", "postgres");
    settings.put("switchboard.listening.first-pause", "50ms");
    settings.put("switchboard.listening.longest-pause", "500ms");
    return settings;
  }

  @AfterEach
  void stop() {
    node.close();
    imap.stopService();
    server.stop();
    DB.run("update channel_accounts set enabled = false");
  }

  @Test
  void tenTurnsAreOneChatAlthoughTheConnectionBreaksAndTheChatIsClosedInBetween() throws Exception {
    listenTo(mailbox());
    UUID answered = null;
    for (var turn = 1; turn <= 10; turn++) {
      var sent = answer("turn " + turn, answered);
      if (turn == 4) {
        imap.stopService();
      }
      if (turn == 7) {
        node.getBean(ChatHandling.class).close(Actor.node(tenant), chats().getFirst());
      }
      deliver(replyTo(letter(turn), ANA, "answer " + turn));
      if (turn == 4) {
        restartImap();
      }

      var expected = turn;
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).hasSize(expected));
      answered = received().getLast();
      assertThat(DB.value(UUID.class, "select reply_to from chat_messages where id = ?", answered)).isEqualTo(sent);
    }

    assertThat(letter(10).getHeader("References", " ").split("\\s+")).as("what mail programs put threads together by")
        .containsExactly(DB.values(String.class, """
            select coalesce(m.provider_message_id, a.provider_message_id)
            from chat_messages m
            left join message_attempts a on a.message_id = m.id
            where m.tenant_id = ?
            order by m.id
            limit 18
            """, tenant).toArray(String[]::new));
    assertThat(chats()).hasSize(1);
    assertThat(DB.values(String.class, """
        select coalesce(content ->> 'reply', content ->> 'text')
        from chat_messages
        where tenant_id = ?
        order by id
        """, tenant)).hasSize(20).startsWith("turn 1", "answer 1", "turn 2", "answer 2").endsWith("turn 10",
        "answer 10");
    assertThat(DB.values(String.class, "select status from chats where tenant_id = ?", tenant))
        .containsExactly("ACTIVE");
    assertThat(DB.values(Integer.class, "select unread from chats where tenant_id = ?", tenant)).containsExactly(10);
  }

  @Test
  void aStrangerWhoKnowsALetterGetsAChatOfHisOwn() throws Exception {
    listenTo(mailbox());
    answer("for Ana only", null);
    deliver(replyTo(letter(1), "eve@example.com", "let me in"));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).hasSize(1));
    assertThat(chats()).hasSize(2);
    assertThat(DB.values(String.class, "select address from chats where id = ?", chatOf(received().getFirst())))
        .containsExactly("eve@example.com");
  }

  @Test
  void theAddressOfAChatLeadsIntoItAndAMadeUpOneDoesNot() throws Exception {
    listenTo(mailbox().put("replyAddress", "support@shop.example"));
    answer("for Ana", null);
    var letter = letter(1);
    var address = letter.getReplyTo()[0].toString();
    var signed = address.substring(address.indexOf("support+"), address.indexOf('@')) + "@shop.example";

    deliver("From: bob@example.com\r\nTo: " + signed
        + "\r\nMessage-ID: <1@example.com>\r\nSubject: hi\r\n\r\nI am Bob\r\n");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).hasSize(1));
    var chat = chatOf(received().getFirst());
    assertThat(chats()).containsExactly(chat);

    var forged = signed.replaceFirst("\\+..", "+aa");
    deliver("From: eve@example.com\r\nTo: " + forged
        + "\r\nMessage-ID: <2@example.com>\r\nSubject: hi\r\n\r\nI am Eve\r\n");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).hasSize(2));
    assertThat(chatOf(received().getLast())).isNotEqualTo(chat);
  }

  @Test
  void aHolidayNoticeOpensNothing() throws Exception {
    listenTo(mailbox());
    answer("Are you there?", null);
    var chat = chats().getFirst();
    node.getBean(ChatHandling.class).close(Actor.node(tenant), chat);

    var notice = replyTo(letter(1), ANA, "I am away");
    notice.setHeader("Auto-Submitted", "auto-replied");
    notice.saveChanges();
    deliver(notice);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(received()).hasSize(1));
    assertThat(chatOf(received().getFirst())).isEqualTo(chat);
    assertThat(DB.count("chats where tenant_id = ? and status = 'CLOSED' and unread = 0", tenant)).isEqualTo(1);
  }

  @Test
  void aBounceEndsTheMessageThatItIsAboutAndItsAddressIsNotWrittenToAgain() throws Exception {
    listenTo(mailbox());
    var sent = answer("Are you there?", null);

    deliver(bounceOf(letter(1)));

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(
        DB.value(String.class, "select status from chat_messages where id = ?", sent)).isEqualTo("FAILED"));
    assertThat(node.getBean(TimelineReader.class).find(Viewer.all(tenant), sent).orElseThrow().entries())
        .extracting(TimelineEntry::words)
        .anyMatch(words -> words.contains("BAD_ADDRESS") && words.contains("does not exist"));
    assertThat(received()).as("a report is nobody's message").isEmpty();
    assertThat(node.getBean(Messages.class).accept(request("And now?", null)))
        .isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.code()).isEqualTo(Refusal.OPTED_OUT));
  }

  // What Postfix writes (RFC 3464).
  private static String bounceOf(MimeMessage letter) throws MessagingException {
    return """
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.com (Mail Delivery System)
        To: support@shop.example
        Subject: Undelivered Mail Returned to Sender
        Auto-Submitted: auto-replied
        Message-ID: <bounce-1@mx.example.com>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="b"

        --b
        Content-Type: text/plain; charset=us-ascii

        I'm sorry to have to inform you that your message could not be delivered.

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.com

        Final-Recipient: rfc822; %1$s
        Action: failed
        Status: 5.1.1
        Diagnostic-Code: smtp; 550 5.1.1 <%1$s>: this user does not exist

        --b
        Content-Type: text/rfc822-headers

        Message-ID: %2$s
        Subject: Pedido 12

        --b--
        """.replace("\n", "\r\n").formatted(ANA, letter.getMessageID());
  }

  private ObjectNode mailbox() {
    return JsonNodeFactory.instance.objectNode().put("host", "localhost").put("port", server.getSmtp().getPort())
        .put("security", "none").put("from", "support@shop.example").put("username", "support")
        .put("imapHost", "localhost").put("imapPort", imap.getPort()).put("imapSecurity", "none")
        .put("imapPollSeconds", 5);
  }

  private void listenTo(ObjectNode settings) {
    account = node.getBean(AccountAdministration.class).create(tenant, "mail", "email", settings,
        Map.of("password", new Secret("right"), "replySecret", new Secret("a secret of sixteen letters")), null);
  }

  /// Writes to Ana and returns the message's id once it is sent.
  private UUID answer(String text, UUID replyTo) {
    var accepted = (Accepted) node.getBean(Messages.class).accept(request(text, replyTo));
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(
        DB.value(String.class, "select status from chat_messages where id = ?", accepted.id())).isEqualTo("SENT"));
    return accepted.id();
  }

  private MessageRequest request(String text, UUID replyTo) {
    return new MessageRequest(tenant, "mail", ANA, new Content.Email("Pedido 12", text, null), Lane.INTERACTIVE,
        DeliveryPolicy.AT_LEAST_ONCE, null, null, replyTo, null, null, null, null);
  }

  /// What Ana has got.
  private MimeMessage letter(int number) throws FolderException {
    var box = server.getManagers().getImapHostManager().getInbox(ana);
    await().atMost(PATIENCE).until(() -> box.getMessageCount() == number);
    return box.getMessages().getLast().getMimeMessage();
  }

  /// As mail programs answer.
  private static MimeMessage replyTo(MimeMessage letter, String from, String text)
      throws MessagingException, IOException {
    var answer = (MimeMessage) new MimeMessage(letter).reply(false);
    answer.setFrom(from);
    answer.setText(text + "\r\n\r\nOn Sat, Nov 21, 2026 at 10:00 AM Support <support@shop.example> wrote:\r\n\r\n> "
        + letter.getContent());
    answer.saveChanges();
    return answer;
  }

  private void deliver(MimeMessage mail) {
    support.deliver(mail);
  }

  private void deliver(String mail) throws MessagingException {
    deliver(new MimeMessage(Session.getInstance(new Properties()),
        new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8))));
  }

  // A mail server that comes back, with everything that was in it.
  private void restartImap() {
    imap = new ImapServer(new ServerSetup(imap.getPort(), "localhost", ServerSetup.PROTOCOL_IMAP),
        server.getManagers());
    imap.startService();
    await().until(imap::isRunning);
  }

  private List<UUID> chats() {
    return DB.values(UUID.class, "select id from chats where tenant_id = ? order by id", tenant);
  }

  private List<UUID> received() {
    return DB.values(UUID.class, """
        select id
        from chat_messages
        where account_id = ?
          and direction = 'INBOUND'
        order by id
        """, account);
  }

  private UUID chatOf(UUID messageId) {
    return DB.value(UUID.class, "select chat_id from chat_messages where id = ?", messageId);
  }
}
