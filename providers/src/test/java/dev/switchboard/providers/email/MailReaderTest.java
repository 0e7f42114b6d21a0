package dev.switchboard.providers.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.InboundEvent.Identity;
import dev.switchboard.core.spi.Secret;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of mails that customers send.
class MailReaderTest {

  private static final ReplyAddress REPLIES = new ReplyAddress("reply", "shop.example",
      new Secret("a secret of sixteen letters"));

  private final MailReader reader = new MailReader(sender());

  @Test
  void aMailIsItsTextItsSenderAndItsId() {
    var message = message("""
        From: =?utf-8?Q?Ana_L=C3=BAcia?= <Ana@Example.COM>
        To: support@shop.example
        Cc: Bob <bob@example.com>, carol@example.com
        Subject: =?iso-8859-1?q?Pedido_n=FAmero?= 12
        Message-ID: <one@example.com>
        Date: Sat, 21 Nov 2026 10:00:00 -0300

        Chegou?
        """);

    assertThat(message.providerMessageId()).isEqualTo("<one@example.com>");
    assertThat(message.from()).containsExactly(new Identity(IdentityKind.EMAIL, "Ana@example.com"));
    assertThat(message.senderName()).isEqualTo("Ana Lúcia");
    assertThat(message.sentAt()).isEqualTo(Instant.parse("2026-11-21T13:00:00Z"));
    assertThat(message.metadata()).containsEntry("threadSubject", "pedido número 12").containsEntry("to",
        "support@shop.example").doesNotContainKey("automatic");
    var email = email(message);
    assertThat(email.subject()).isEqualTo("Pedido número 12");
    assertThat(email.text()).isEqualTo("Chegou?\n");
    assertThat(email.reply()).isEqualTo("Chegou?");
    assertThat(email.cc()).containsExactly("bob@example.com", "carol@example.com");
  }

  @Test
  void aMailWithoutAnIdIsTheSameEachTimeItIsRead() {
    var mail = "From: ana@example.com\n\nOlá\n";

    assertThat(message(mail).providerMessageId()).isEqualTo(message(mail).providerMessageId())
        .isNotEqualTo(message(mail + ".").providerMessageId());
  }

  @Test
  void aMailFromNobodyIsKept() {
    assertThat(read("Subject: hello\n\nhello\n")).isInstanceOf(InboundEvent.Unknown.class);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      utf-8, UTF-8
      UTF8, UTF-8
      , UTF-8
      us-ascii, UTF-8
      x-unknown, UTF-8
      iso-8859-1, windows-1252
      x-unknown, windows-1252
      windows-1252, windows-1252
      cp1252, windows-1252
      """)
  void textIsReadInTheCharsetThatItHas(String name, String charset) {
    var mail = new ByteArrayOutputStream();
    mail.writeBytes(("From: ana@example.com\nContent-Type: text/plain" + (name == null ? "" : "; charset=" + name)
        + "\nContent-Transfer-Encoding: 8bit\n\n").getBytes(StandardCharsets.US_ASCII));
    mail.writeBytes("Não é você?".getBytes(Charset.forName(charset)));

    assertThat(email(read(mail.toByteArray())).text()).isEqualTo("Não é você?");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      shift_jis     | windows-31j      | こんにちは
      iso-2022-jp   | iso-2022-jp      | こんにちは
      gb2312        | gb18030          | 你好
      ks_c_5601-1987| x-windows-949    | 안녕하세요
      koi8-r        | koi8-r           | Привет
      windows-1251  | windows-1251     | Привет
      iso-8859-8-i  | iso-8859-8       | שלום
      """)
  void otherAlphabetsAreRead(String name, String charset, String text) {
    var mail = "From: ana@example.com\nContent-Type: text/plain; charset=\"" + name.strip()
        + "\"\nContent-Transfer-Encoding: base64\n\n"
        + Base64.getMimeEncoder().encodeToString(text.getBytes(Charset.forName(charset)));

    assertThat(email(message(mail)).text()).isEqualTo(text);
  }

  @Test
  void utf7IsRead() {
    assertThat(email(message("From: a@b.example\nContent-Type: text/plain; charset=utf-7\n\nHi Mom -+Jjo--!+-")).text())
        .isEqualTo("Hi Mom -☺-!+");
  }

  @Test
  void aCharacterThatIsCutInTwoBetweenWordsIsWhole() {
    var word = Base64.getEncoder().encodeToString("Olá, é você".getBytes(StandardCharsets.UTF_8));
    var bytes = Base64.getDecoder().decode(word);
    var first = Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes, 3));
    var second = Base64.getEncoder().encodeToString(java.util.Arrays.copyOfRange(bytes, 3, bytes.length));

    assertThat(email(message("From: a@b.example\nSubject: =?utf-8?B?" + first + "?=\n =?utf-8?B?" + second + "?=\n\nx"))
        .subject()).isEqualTo("Olá, é você");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      filename="a b.pdf"                                              | a b.pdf
      filename=a b.pdf                                                | a b.pdf
      filename*=utf-8''n%C3%A3o.pdf                                   | não.pdf
      filename*0*=utf-8''n%C3%A3;filename*1=o.p; filename*2="df"      | não.pdf
      filename="=?utf-8?Q?n=C3=A3o.pdf?="                             | não.pdf
      filename="never ends.pdf                                        | never ends.pdf
      filename="C:\\Users\\ana\\photo.jpg"                            | photo.jpg
      filename="../../etc/passwd"                                     | passwd
      filename*=iso-8859-1'pt'n%E3o.pdf; filename="other.pdf"         | não.pdf
      """)
  void filesHaveTheNamesTheyWereGiven(String parameter, String name) {
    var message = message("""
        From: ana@example.com
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b

        Veja
        --b
        Content-Type: application/pdf
        Content-Disposition: attachment; %s
        Content-Transfer-Encoding: base64

        JVBERg==
        --b--
        """.formatted(parameter));

    assertThat(email(message).attachments()).singleElement()
        .satisfies(each -> assertThat(each.file().name()).isEqualTo(name));
  }

  @Test
  void whatTheHtmlShowsHasAContentIdAndWhatStandsBesideItHasNone() {
    var read = reader.read(crlf("""
        From: ana@example.com
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/related; boundary=r

        --r
        Content-Type: text/html; charset=utf-8

        <p>Veja <img src="cid:logo@x"></p><style>p {}</style>
        --r
        Content-Type: image/png; name=logo.png
        Content-ID: <logo@x>
        Content-Transfer-Encoding: base64

        iVBORw==
        --r--
        --m
        Content-Type: text/calendar; method=REQUEST

        BEGIN:VCALENDAR
        --m
        Content-Type: application/ms-tnef

        x
        --m
        Content-Type: message/rfc822

        Subject: inner
        From: someone@example.com

        inner text
        --m--
        """), null);

    var email = email((InboundEvent.Message) read.events().getFirst());
    assertThat(email.text()).isEqualTo("Veja");
    assertThat(email.html()).contains("cid:logo@x");
    assertThat(email.attachments()).extracting(each -> each.file().name()).containsExactly("logo.png",
        "invite.ics", "winmail.dat", "inner.eml");
    assertThat(email.attachments()).extracting(Content.Email.Attachment::contentId).containsExactly("logo@x",
        null, null, null);
    assertThat(new String(read.enclosed().get("4"), StandardCharsets.UTF_8)).contains("inner text");
    assertThat(read.enclosed().get("1.2")).startsWith(0x89, 'P', 'N', 'G');
    assertThat(email.attachments().getFirst().file().size()).isEqualTo(4);
  }

  @Test
  void aTextWhoseLinesWereBrokenForTheWayIsWhole() {
    var mail = "From: a@b.example\nContent-Type: text/plain; format=flowed\n\nOne \nline\n> quoted \n> line\n-- \nAna";

    assertThat(email(message(mail)).text()).isEqualTo("One line\n> quoted line\n-- \nAna");
  }

  @Test
  void whatItAnswersComesFirstThenWhatWasBeforeFromTheRight() {
    var message = message("""
        From: ana@example.com
        In-Reply-To: Your message of "Sat" <second@x>
         <other@x>
        References: <first@x> garbage <sec
         ond@x> <third@x>

        Sim
        """);

    assertThat(message.thread().references()).containsExactly("<second@x>", "<other@x>", "<third@x>", "<first@x>");
  }

  @Test
  void anAddressThatOnlyTheChatsCustomerKnowsLeadsToTheChat() {
    var chat = UUID.randomUUID();
    var known = "Support <" + REPLIES.of(chat).toUpperCase(java.util.Locale.ROOT) + ">";

    assertThat(message("From: ana@example.com\nTo: " + known + "\n\nSim").thread().chatId()).isEqualTo(chat);
    assertThat(message("From: ana@example.com\nDelivered-To: " + REPLIES.of(chat) + "\n\nSim").thread().chatId())
        .isEqualTo(chat);
  }

  @Test
  void anAddressThatSomebodyMadeUpLeadsNowhere() {
    var address = REPLIES.of(UUID.randomUUID());
    for (var i = "reply+".length(); i < address.indexOf('@'); i++) {
      var other = address.charAt(i) == 'a' ? 'b' : 'a';
      var forged = address.substring(0, i) + other + address.substring(i + 1);
      // The last letter has two bits that stand for nothing.
      if (i < address.indexOf('@') - 1) {
        assertThat(REPLIES.chat(forged)).as(forged).isEmpty();
      }
    }
    assertThat(new ReplyAddress("reply", "shop.example", new Secret("another secret, as long")).chat(address))
        .isEmpty();
    assertThat(REPLIES.chat("reply+@shop.example")).isEmpty();
    assertThat(REPLIES.chat("reply@shop.example")).isEmpty();
    assertThat(address.indexOf('@')).isLessThanOrEqualTo(64);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      Auto-Submitted: auto-replied             | auto-replied
      Auto-Submitted: auto-generated (rule)    | auto-generated
      Precedence: bulk                         | bulk
      Precedence: auto_reply                   | auto-replied
      List-Id: <news.example.com>              | list
      X-Autoreply: yes                         | auto-replied
      X-Auto-Response-Suppress: All            | auto-response-suppress
      Return-Path: <>                          | null-return-path
      Subject: Resposta automática: Pedido     | auto-replied
      Subject: Automatic reply: Order          | auto-replied
      X-Loop: support@shop.example             | loop
      X-Switchboard-Message: 1                 | loop
      """)
  void whatAProgramWroteIsMarked(String header, String kind) {
    assertThat(message("From: ana@example.com\n" + header.strip() + "\n\nx").metadata()).containsEntry("automatic",
        kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Auto-Submitted: no", "Precedence: normal", "Return-Path: <ana@example.com>",
      "X-Auto-Response-Suppress: None"})
  void whatAPersonWroteIsNot(String header) {
    assertThat(message("From: ana@example.com\n" + header + "\n\nx").metadata()).doesNotContainKey("automatic");
  }

  @Test
  void ourOwnLetterComingBackIsNoMessage() {
    assertThat(read("From: support@shop.example\nX-Switchboard-Message: " + UUID.randomUUID() + "\n\nx"))
        .isInstanceOfSatisfying(InboundEvent.Unknown.class, each -> assertThat(each.what()).isEqualTo("own letter"));
  }

  @Test
  void aMailOfTenThousandPartsIsKept() {
    var mail = new StringBuilder("From: ana@example.com\n");
    for (var i = 0; i < 10_000; i++) {
      mail.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\n\n--b").append(i).append('\n');
    }

    assertThat(read(mail.toString())).isInstanceOf(InboundEvent.Unknown.class);
  }

  @Test
  void noiseNeverThrows() {
    var random = new Random(42);
    var mail = crlf(
        "From: ana@example.com\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain; "
            + "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nOl=C3=A1\n--b\nContent-Type: application/pdf;"
            + " name*0*=utf-8''a; name*1=b\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n");
    for (var i = 0; i < 3_000; i++) {
      var noisy = mail.clone();
      for (var j = 0; j <= random.nextInt(8); j++) {
        noisy[random.nextInt(noisy.length)] = (byte) random.nextInt(256);
      }
      assertThat(reader.read(noisy, null).events()).hasSize(1);
    }
  }

  private static Sender sender() {
    try {
      return new Sender(new InternetAddress("support@shop.example"), null, null, REPLIES, false, "A message");
    } catch (jakarta.mail.internet.AddressException e) {
      throw new IllegalStateException(e);
    }
  }

  private InboundEvent.Message message(String mail) {
    return (InboundEvent.Message) read(mail);
  }

  private static Content.Email email(InboundEvent event) {
    return (Content.Email) ((InboundEvent.Message) event).content();
  }

  private InboundEvent read(String mail) {
    return read(crlf(mail));
  }

  private InboundEvent read(byte[] mail) {
    return reader.read(mail, null).events().getFirst();
  }

  private static byte[] crlf(String mail) {
    return mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
  }
}
