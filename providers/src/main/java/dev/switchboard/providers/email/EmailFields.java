package dev.switchboard.providers.email;

import static dev.switchboard.core.spi.AccountField.needed;
import static dev.switchboard.core.spi.AccountField.rare;
import static dev.switchboard.core.spi.AccountField.wanted;

import dev.switchboard.core.spi.AccountField;
import dev.switchboard.core.spi.AccountField.Kind;
import java.util.List;

/// What people are asked for when they add an e-mail account; [EmailSettings] reads it.
final class EmailFields {

  static final List<AccountField> ALL = List.of(
      needed("from", Kind.TEXT, "Sender").hint("Such as Support <support@example.com>."),
      needed("host", Kind.TEXT, "Mail server (SMTP)").hint("Such as smtp.example.com."),
      wanted("username", Kind.TEXT, "User name").hint("Where the server wants a login, mostly the address."),
      wanted("password", Kind.SECRET, "Password")
          .hint("For Gmail, iCloud and Yahoo an app password, made in the account's security settings."),
      wanted("security", Kind.CHOICE, "Encryption").of("starttls", "tls", "none").usually("starttls"),
      wanted("port", Kind.NUMBER, "Port").hint("587, 465 or 25, as the encryption has it."),
      wanted("imapHost", Kind.TEXT, "Mailbox server (IMAP)")
          .hint("Such as imap.example.com. With it the mailbox is read, and customers' mails become conversations."),
      wanted("imapSince", Kind.TEXT, "Read from this day on")
          .hint("Such as 2026-11-21. Without it a mailbox is read from its beginning."),
      rare("imapUsername", Kind.TEXT, "User name of the mailbox").hint("Where it is another one."),
      rare("imapPassword", Kind.SECRET, "Password of the mailbox").hint("Where it is another one."),
      rare("imapSecurity", Kind.CHOICE, "Encryption of the mailbox").of("tls", "starttls", "none").usually("tls"),
      rare("imapPort", Kind.NUMBER, "Port of the mailbox").hint("993 or 143, as the encryption has it."),
      rare("imapFolder", Kind.TEXT, "Folder").usually("INBOX"),
      rare("imapMarkSeen", Kind.FLAG, "Mark mails as seen once they are stored").usually(false),
      rare("imapPollSeconds", Kind.NUMBER, "Look at least every so many seconds").usually(60),
      rare("replyTo", Kind.TEXT, "Answers go to").hint("Where it is not the sender."),
      rare("replyAddress", Kind.TEXT, "Address of which each conversation gets its own")
          .hint("Needs the secret for reply addresses."),
      rare("replySecret", Kind.SECRET, "Secret for reply addresses")
          .hint("Make it up, at least 16 characters. Who changes it makes the addresses given out so far worthless."),
      rare("bouncesTo", Kind.TEXT, "Failures are reported to")
          .hint("The envelope's sender, where it is not the sender."),
      rare("defaultSubject", Kind.TEXT, "Subject of messages without one"),
      rare("automatic", Kind.FLAG, "Only programs write with it").usually(false)
          .hint("Letters say so, and no holiday notice answers them."),
      rare("attachmentBytes", Kind.NUMBER, "Most bytes of files in a letter")
          .usually(EmailSettings.DEFAULT_ATTACHMENT_BYTES),
      rare("dkimSelector", Kind.TEXT, "DKIM selector").hint("Turns signing on; needs the DKIM key."),
      rare("dkimKey", Kind.LONG_SECRET, "DKIM key").hint("The private key in PEM, RSA or Ed25519."),
      rare("dkimDomain", Kind.TEXT, "DKIM domain").hint("Where it is not the sender's."),
      rare("trustedCertificate", Kind.LONG_TEXT, "Trusted certificate")
          .hint("PEM, for servers that no public authority vouches for."),
      rare("dns", Kind.TEXT, "DNS server for the check").hint("Such as dns://10.0.0.2."),
      rare("timeout", Kind.NUMBER, "Longest letter, in milliseconds").usually(EmailSettings.DEFAULT_TIMEOUT_MILLIS));

  private EmailFields() {}
}
