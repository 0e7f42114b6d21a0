package dev.switchboard.providers.email;

import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.InvalidConfigurationException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// An account's settings, checked; docs/channels/email.md has the list.
///
/// @param dkim null where letters are not signed
/// @param inbox null where the mailbox is not read
/// @param attachmentBytes how much may be attached to one letter in all
/// @param dns whom to ask for records, as in `dns://10.0.0.2`; null where the machine knows
record EmailSettings(SmtpServer server, Sender sender, @Nullable Dkim dkim, @Nullable ImapServer inbox,
    long attachmentBytes, @Nullable String dns) {

  static final long DEFAULT_TIMEOUT_MILLIS = 30_000;
  private static final long LONGEST_TIMEOUT_MILLIS = 120_000;
  /// Base64 makes 25 MB of it, which is what most servers take.
  static final long DEFAULT_ATTACHMENT_BYTES = 18L * 1024 * 1024;
  private static final long MOST_ATTACHMENT_BYTES = 100L * 1024 * 1024;
  private static final int SHORTEST_SECRET = 16;

  /// @throws InvalidConfigurationException naming the setting at fault
  static EmailSettings of(AccountConfiguration account) {
    var fields = new Fields(account);
    var sender = sender(fields);
    return new EmailSettings(server(fields), sender, dkim(fields, sender), inbox(fields),
        fields.number("attachmentBytes", DEFAULT_ATTACHMENT_BYTES, MOST_ATTACHMENT_BYTES), dns(fields));
  }

  private static SmtpServer server(Fields fields) {
    var host = fields.host("host");
    if (host == null) {
      throw new InvalidConfigurationException("host",
          "is missing: the name of the mail server, such as smtp.example.com");
    }
    var security = fields.security("security", Security.STARTTLS);
    return new SmtpServer(host, (int) fields.number("port", security.defaultPort(), 65_535), security,
        fields.login("username", "password"), fields.trust("trustedCertificate"),
        Duration.ofMillis(fields.number("timeout", DEFAULT_TIMEOUT_MILLIS, LONGEST_TIMEOUT_MILLIS)));
  }

  private static Sender sender(Fields fields) {
    var from = fields.address("from");
    if (from == null) {
      throw new InvalidConfigurationException("from", "is missing: whom are the letters from?");
    }
    var subject = fields.text("defaultSubject");
    var name = from.getPersonal() == null ? from.getAddress() : from.getPersonal();
    if (subject != null && !Letters.isSubject(subject)) {
      throw new InvalidConfigurationException("defaultSubject", "must be one line");
    }
    return new Sender(from, fields.address("replyTo"), fields.address("bouncesTo"), replies(fields),
        fields.flag("automatic"), subject == null ? "Message from " + name : subject);
  }

  private static @Nullable ReplyAddress replies(Fields fields) {
    var address = fields.address("replyAddress");
    if (address == null) {
      return null;
    }
    var secret = fields.secret("replySecret");
    if (secret == null || secret.reveal().length() < SHORTEST_SECRET) {
      throw new InvalidConfigurationException("replySecret",
          "must have at least " + SHORTEST_SECRET + " characters: a replyAddress is set");
    }
    var at = address.getAddress().lastIndexOf('@');
    var local = address.getAddress().substring(0, at);
    if (local.contains("+") || local.length() > ReplyAddress.LONGEST_LOCAL) {
      throw new InvalidConfigurationException("replyAddress",
          "must have no plus and at most " + ReplyAddress.LONGEST_LOCAL + " characters before the @");
    }
    return new ReplyAddress(local, address.getAddress().substring(at + 1), secret);
  }

  private static @Nullable Dkim dkim(Fields fields, Sender sender) {
    var selector = fields.text("dkimSelector");
    var key = fields.secret("dkimKey");
    if (selector == null && key == null) {
      return null;
    }
    if (selector == null || !selector.matches("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")) {
      throw new InvalidConfigurationException("dkimSelector",
          "must be the name of the key in the DNS, such as mail2026");
    }
    if (key == null) {
      throw new InvalidConfigurationException("dkimKey", "is missing: a dkimSelector is set");
    }
    var domain = fields.host("dkimDomain");
    if (domain != null && domain.contains(":")) {
      throw new InvalidConfigurationException("dkimDomain", "must be a domain, such as example.com");
    }
    try {
      return new Dkim(domain == null ? sender.domain() : domain, selector, DkimKey.parse(key.reveal()));
    } catch (GeneralSecurityException e) {
      throw new InvalidConfigurationException("dkimKey",
          "must be a private key in PEM, RSA of at least 1024 bits or Ed25519");
    }
  }

  private static @Nullable ImapServer inbox(Fields fields) {
    var host = fields.host("imapHost");
    if (host == null) {
      return null;
    }
    var security = fields.security("imapSecurity", Security.TLS);
    var login = imapLogin(fields);
    var folder = fields.text("imapFolder");
    if (folder != null && (folder.isBlank() || !Letters.isSubject(folder))) {
      throw new InvalidConfigurationException("imapFolder", "must be the name of a folder, such as INBOX");
    }
    return new ImapServer(host, (int) fields.number("imapPort", security.imapPort(), 65_535), security, login,
        fields.trust("trustedCertificate"), folder == null ? "INBOX" : folder, fields.flag("imapMarkSeen"),
        since(fields),
        Duration.ofSeconds(fields.number("imapPollSeconds", 60, 1_500)));
  }

  /// That of the mail server where it has none of its own: most mailboxes have one login.
  private static Login imapLogin(Fields fields) {
    var password = fields.secret("imapPassword") == null ? "password" : "imapPassword";
    var login = fields.login(fields.text("imapUsername") == null ? "username" : "imapUsername", password);
    if (login == null) {
      throw new InvalidConfigurationException("imapUsername", "is missing: an imapHost is set");
    }
    return login;
  }

  private static @Nullable LocalDate since(Fields fields) {
    var day = fields.text("imapSince");
    try {
      return day == null ? null : LocalDate.parse(day);
    } catch (DateTimeParseException e) {
      throw new InvalidConfigurationException("imapSince", "must be a day, such as 2026-11-21");
    }
  }

  private static @Nullable String dns(Fields fields) {
    var server = fields.text("dns");
    if (server != null && !server.matches("dns://[A-Za-z0-9.:_\\[\\]-]+")) {
      throw new InvalidConfigurationException("dns", "must be a server, such as dns://10.0.0.2");
    }
    return server;
  }
}
