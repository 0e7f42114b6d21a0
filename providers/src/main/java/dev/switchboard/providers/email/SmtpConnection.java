package dev.switchboard.providers.email;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/// A connection that remembers what was asked and answered last, and lets somebody decide whether the dot that ends the
/// data may be written.
///
/// Used by one thread at a time.
final class SmtpConnection extends SMTPTransport {

  // Said after something has gone wrong, or to see whether the server is still there: their answers explain nothing.
  private static final Set<String> IN_PASSING = Set.of("RSET", "QUIT", "NOOP");

  private final SmtpServer server;
  private String command = SmtpReply.GREETING;
  private boolean inPassing;
  private @Nullable SmtpReply reply;
  /// The first recipient's that was refused: those after it may be taken, and the letter is not.
  private @Nullable SmtpReply refusal;
  private @Nullable Handover handover;

  private SmtpConnection(SmtpServer server, String localName) {
    super(Session.getInstance(properties(server, localName)), new URLName("smtp", null, -1, null, null, null), "smtp",
        server.security() == Security.TLS);
    this.server = server;
  }

  /// A connection that is still to be opened.
  ///
  /// @param localName what we call ourselves
  static SmtpConnection to(SmtpServer server, String localName) {
    return new SmtpConnection(server, localName);
  }

  /// Connects, secures the connection and logs in.
  void open() throws MessagingException {
    var login = server.login();
    if (login == null) {
      connect(server.host(), server.port(), null, null);
      return;
    }
    connect(server.host(), server.port(), login.username(), login.password().reveal());
    if (!supportsExtension("AUTH")) {
      throw new MessagingException("the server offers no login, but a username is set");
    }
  }

  /// Hands over one letter. May be called again after it has returned, and not after it has thrown.
  void hand(MimeMessage letter, Handover over) throws MessagingException {
    handover = over;
    command = "MAIL";
    reply = null;
    refusal = null;
    try {
      sendMessage(letter, letter.getAllRecipients());
    } finally {
      handover = null;
    }
  }

  /// The last answer that counts; null where a connection broke before there was one.
  @Nullable
  SmtpReply reply() {
    return refusal == null ? reply : refusal;
  }

  /// Whether it turned out to be closed before the server had heard anything of the letter.
  boolean wasDead() {
    return command.equals("MAIL") && (reply == null || reply.code() < 0 || reply.code() == 421);
  }

  @Override
  protected void sendCommand(String line) throws MessagingException {
    var verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    inPassing = IN_PASSING.contains(verb);
    if (!inPassing) {
      command = verb;
      reply = null;
    }
    super.sendCommand(line);
  }

  @Override
  protected int readServerResponse() throws MessagingException {
    // Kept first: where the answer makes no sense, the superclass says QUIT before it returns.
    var counts = !inPassing;
    var code = super.readServerResponse();
    if (counts) {
      reply = SmtpReply.of(command, code, getLastServerResponse());
      if (command.equals("RCPT") && refusal == null && (reply.temporary() || reply.permanent())) {
        refusal = reply;
      }
    }
    return code;
  }

  @Override
  protected void finishData() throws IOException, MessagingException {
    if (handover != null && !handover.begin()) {
      throw new IOException("given up before the end of the data");
    }
    super.finishData();
  }

  private static Properties properties(SmtpServer server, String localName) {
    var millis = Long.toString(server.timeout().toMillis());
    var properties = new Properties();
    properties.setProperty("mail.smtp.localhost", localName);
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.smtp.auth", Boolean.toString(server.login() != null));
    properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    // A socket that cannot be made with the account's trust is not made with the machine's instead.
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    if (server.trust() != null) {
      properties.put("mail.smtp.ssl.socketFactory", server.trust());
    }
    return properties;
  }
}
