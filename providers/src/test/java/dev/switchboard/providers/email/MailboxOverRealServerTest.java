package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.OutboundMessage;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.spi.SendResult;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A mailbox on a mail server that nobody here wrote: what came into it is here once, whatever happens on the way.
class MailboxOverRealServerTest {

  private final KeptInbox inbox = new KeptInbox();
  private final List<Thread> listeners = new ArrayList<>();
  private GreenMail server;
  private GreenMailUser user;
  private com.icegreen.greenmail.imap.@Nullable ImapServer again;
  private EmailProvider provider;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup[]{new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "localhost", ServerSetup.PROTOCOL_IMAP)});
    server.start();
    user = server.setUser("support@shop.example", "support", "right");
    provider = provider(_ -> {});
  }

  @AfterEach
  void stop() throws InterruptedException {
    hangUp();
    provider.close();
    if (again != null) {
      again.stopService();
    }
    server.stop();
  }

  @Test
  void whatIsThereAndWhatComesIsFetchedInItsOrder() {
    deliver("one", "two");
    listen();
    awaitSubjects("one", "two");

    deliver("three");
    awaitSubjects("one", "two", "three");
    assertThat(inbox.given()).isEqualTo(3);
  }

  @Test
  void aMailThatNobodyTellsOfIsFoundByAsking() {
    provider = provider(settings -> settings.put("imapPollSeconds", 1));
    listen();
    deliver("one");
    awaitSubjects("one");
    deliver("two");
    awaitSubjects("one", "two");
  }

  @Test
  void readingChangesNothingInTheMailbox() throws Exception {
    deliver("one");
    listen();
    awaitSubjects("one");

    assertThat(folder().getMessages().getFirst().getFlags().contains(Flags.Flag.SEEN)).isFalse();
  }

  @Test
  void mailsAreMarkedWhereThatIsWanted() {
    provider = provider(settings -> settings.put("imapMarkSeen", true));
    deliver("one");
    listen();

    await().until(() -> folder().getMessages().getFirst().getFlags().contains(Flags.Flag.SEEN));
  }

  @Test
  void aRestartGoesOnWhereItStopped() throws InterruptedException {
    deliver("one", "two");
    listen();
    awaitSubjects("one", "two");
    hangUp();
    deliver("three");
    provider = provider(_ -> {});
    listen();

    awaitSubjects("one", "two", "three");
    assertThat(inbox.given()).isEqualTo(3);
  }

  @Test
  void aServerThatGoesAwayIsNoticedAndFoundAgain() {
    deliver("one");
    listen();
    awaitSubjects("one");
    server.getImap().stopService();
    await().until(() -> listeners.stream().noneMatch(Thread::isAlive));

    deliver("two");
    restartImap();
    listen();
    awaitSubjects("one", "two");
    assertThat(inbox.given()).isEqualTo(2);
  }

  @Test
  void aMailThatCouldNotBeStoredIsGivenAgain() {
    inbox.refuse(_ -> true);
    deliver("one", "two");
    listen();
    await().until(() -> listeners.stream().noneMatch(Thread::isAlive));
    assertThat(inbox.items()).isEmpty();

    inbox.refuse(_ -> false);
    listen();
    awaitSubjects("one", "two");
  }

  @Test
  void aMailThatCanNeverBeStoredDoesNotStopTheOthers() {
    inbox.refuse(event -> event instanceof InboundEvent.Message message
        && message.content() instanceof Content.Email email && email.subject().equals("poison"));
    deliver("one", "poison", "two");
    for (var i = 0; i < 3; i++) {
      listen();
      await().until(() -> inbox.subjects().contains("two") || listeners.stream().noneMatch(Thread::isAlive));
    }

    awaitSubjects("one", "two");
    assertThat(inbox.items()).filteredOn(InboundEvent.Unknown.class::isInstance).hasSize(1);
  }

  @Test
  void aMailboxThatNumbersItsMailsAnewLosesAndDoublesNothing() throws Exception {
    deliver("one", "two");
    listen();
    awaitSubjects("one", "two");
    hangUp();

    // The position of another UIDVALIDITY: as after the mailbox was restored from a copy.
    var another = new KeptInboxWithPosition(inbox, "1:4711");
    deliver("three");
    listen(provider, another);
    awaitSubjects("one", "two", "three");
    assertThat(inbox.given()).isEqualTo(5);
    assertThat(inbox.messages()).hasSize(3);
  }

  @Test
  void mailsOfBeforeADayAreLeftAlone() {
    provider = provider(settings -> settings.put("imapSince", "2020-01-01"));
    folder().appendMessage(mail("From: ana@example.com\r\nSubject: old\r\n\r\nx"), new Flags(),
        Date.from(Instant.parse("2001-01-01T00:00:00Z")));
    deliver("one");
    listen();

    awaitSubjects("one");
  }

  @Test
  void aMailThatIsDeletedMeanwhileIsNoTrouble() throws Exception {
    deliver("one", "two", "three");
    folder().getMessages().get(1).setFlag(Flags.Flag.DELETED, true);
    folder().expunge();
    listen();

    awaitSubjects("one", "three");
  }

  @Test
  void aMailThatMakesNoSenseIsKept() {
    deliverRaw("Content-Type: multipart/mixed\r\n\r\n");
    deliver("one");
    listen();

    awaitSubjects("one");
    assertThat(inbox.items()).hasSize(2);
  }

  @Test
  void filesComeWithTheirMail() {
    deliverRaw("From: ana@example.com\r\nSubject: file\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\n\r\nVeja\r\n--b\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment\r\n\r\n1;2\r\n"
        + "--b--\r\n");
    listen();

    awaitSubjects("file");
    assertThat(inbox.files().get("2")).asString().startsWith("1;2");
  }

  @Test
  void aWrongPasswordIsSaid() {
    var wrong = provider(_ -> {}, "wrong");

    assertThatThrownBy(() -> wrong.listen(inbox)).isInstanceOf(IOException.class).hasMessageContaining("localhost");
  }

  @Test
  void aConversationOfTenTurnsIsOneChat() throws Exception {
    provider = provider(settings -> settings.put("replyAddress", "support@shop.example"));
    listen();
    var chat = UUID.randomUUID();
    var ana = server.setUser("ana@example.com", "ana", "ana");
    var references = new ArrayList<String>();
    OutboundMessage.Reply reply = null;
    for (var turn = 1; turn <= 10; turn++) {
      var letter = new OutboundMessage(UUID.randomUUID(), chat, "ana@example.com",
          new Content.Email("Pedido 12", "turn " + turn, null), reply, 1, inOneMinute(),
          dev.switchboard.core.spi.Files.NONE);
      var sent = ((SendResult.Accepted) provider.send(letter)).providerMessageId();
      references.add(sent);
      answer(ana, turn);

      var expected = turn;
      await().until(() -> inbox.messages().size() == expected);
      var answer = inbox.messages().getLast();
      assertThat(answer.thread().chatId()).isEqualTo(chat);
      // What was before, the latest first, back to the first letter.
      assertThat(answer.thread().references()).containsExactlyElementsOf(references.reversed());
      assertThat(((Content.Email) answer.content()).reply()).isEqualTo("answer " + turn);
      reply = new OutboundMessage.Reply(UUID.randomUUID(), answer.providerMessageId(), List.copyOf(references));
      references.add(answer.providerMessageId());
    }
  }

  /// Answers the latest letter as mail programs do.
  private void answer(GreenMailUser ana, int turn) throws Exception {
    var box = inboxOf(ana);
    await().until(() -> box.getMessageCount() == turn);
    var letter = box.getMessages().getLast().getMimeMessage();
    var answer = (MimeMessage) new MimeMessage(letter).reply(false);
    answer.setFrom(new InternetAddress("ana@example.com"));
    answer.setText("answer " + turn + "\r\n\r\nOn Sat, Nov 21, 2026 at 10:00 AM Support <" + letter.getReplyTo()[0]
        + "> wrote:\r\n\r\n> " + letter.getContent());
    answer.saveChanges();
    assertThat(answer.getRecipients(Message.RecipientType.TO)[0].toString()).contains("support+");
    user.deliver(answer);
  }

  private record KeptInboxWithPosition(KeptInbox inbox, String start)
      implements dev.switchboard.core.spi.Listening.Inbox {

    @Override
    public java.util.Optional<String> position() {
      return java.util.Optional.of(start);
    }

    @Override
    public void put(String position, byte[] raw, List<InboundEvent> events, Map<String, byte[]> enclosed) {
      inbox.put(position, raw, events, enclosed);
    }
  }

  private void restartImap() {
    // A mail server that comes back, with everything that was in it.
    var port = server.getImap().getPort();
    again = new com.icegreen.greenmail.imap.ImapServer(new ServerSetup(port, "localhost", ServerSetup.PROTOCOL_IMAP),
        server.getManagers());
    again.startService();
    await().until(again::isRunning);
  }

  private EmailProvider provider(Consumer<ObjectNode> change) {
    return provider(change, "right");
  }

  private EmailProvider provider(Consumer<ObjectNode> change, String password) {
    var settings = JsonNodeFactory.instance.objectNode().put("host", "localhost")
        .put("port", server.getSmtp().getPort())
        .put("security", "none").put("from", "support@shop.example").put("username", "support")
        .put("imapHost", "localhost").put("imapPort", server.getImap().getPort()).put("imapSecurity", "none");
    change.accept(settings);
    return new EmailFactory().create(new AccountConfiguration(UUID.randomUUID(), "mail", settings,
        Map.of("password", new Secret(password), "replySecret", new Secret("a secret of sixteen letters"))));
  }

  private void listen() {
    listen(provider, inbox);
  }

  private void listen(EmailProvider listening, dev.switchboard.core.spi.Listening.Inbox into) {
    listeners.add(Thread.ofPlatform().daemon().start(() -> {
      try {
        listening.listen(into);
      } catch (IOException | RuntimeException e) {
        // The engine would call again after a while.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
  }

  private void hangUp() throws InterruptedException {
    listeners.forEach(Thread::interrupt);
    for (var listener : listeners) {
      listener.join(Duration.ofSeconds(20));
      assertThat(listener.isAlive()).isFalse();
    }
    listeners.clear();
  }

  private void deliver(String... subjects) {
    for (var subject : subjects) {
      deliverRaw("From: ana@example.com\r\nTo: support@shop.example\r\nMessage-ID: <" + subject
          + "@example.com>\r\nSubject: " + subject + "\r\n\r\nOlá\r\n");
    }
  }

  private void deliverRaw(String mail) {
    user.deliver(mail(mail));
  }

  private static MimeMessage mail(String mail) {
    try {
      return new MimeMessage(Session.getInstance(new Properties()),
          new ByteArrayInputStream(mail.getBytes(StandardCharsets.UTF_8)));
    } catch (jakarta.mail.MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private MailFolder folder() {
    return inboxOf(user);
  }

  private MailFolder inboxOf(GreenMailUser whose) {
    try {
      return server.getManagers().getImapHostManager().getInbox(whose);
    } catch (com.icegreen.greenmail.store.FolderException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitSubjects(String... subjects) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(inbox.subjects()).containsExactly(subjects));
  }

  private static long inOneMinute() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }
}
