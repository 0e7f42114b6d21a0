package dev.switchboard.providers.email;

import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;

/// A connection to a mailbox with its folder open.
///
/// @param idles whether the server tells by itself that something has come (RFC 2177)
record ImapConnection(Store store, IMAPFolder folder, boolean idles) implements AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final Duration ANSWER = Duration.ofSeconds(60);

  /// Connects, logs in and opens the folder, for reading only unless mails are to be marked.
  static ImapConnection open(ImapServer server) throws MessagingException {
    var store = (IMAPStore) Session.getInstance(properties(server)).getStore("imap");
    try {
      store.connect(server.host(), server.port(), server.login().username(), server.login().password().reveal());
      var idles = store.hasCapability("IDLE");
      var folder = (IMAPFolder) store.getFolder(server.folder());
      folder.open(server.marksSeen() ? Folder.READ_WRITE : Folder.READ_ONLY);
      return new ImapConnection(store, folder, idles);
    } catch (MessagingException | RuntimeException e) {
      close(store);
      throw e;
    }
  }

  private static Properties properties(ImapServer server) {
    var properties = new Properties();
    properties.setProperty("mail.imap.connectiontimeout", Long.toString(CONNECT.toMillis()));
    properties.setProperty("mail.imap.timeout", Long.toString(ANSWER.toMillis()));
    properties.setProperty("mail.imap.ssl.enable", Boolean.toString(server.security() == Security.TLS));
    properties.setProperty("mail.imap.starttls.enable", Boolean.toString(server.security() == Security.STARTTLS));
    properties.setProperty("mail.imap.starttls.required", Boolean.toString(server.security() == Security.STARTTLS));
    properties.setProperty("mail.imap.ssl.checkserveridentity", "true");
    // A socket that cannot be made with the account's trust is not made with the machine's instead.
    properties.setProperty("mail.imap.socketFactory.fallback", "false");
    // Reading a mail must not mark it as seen.
    properties.setProperty("mail.imap.peek", "true");
    // A mail is fetched whole: some servers are wrong about sizes, and parts of it are of no use to us.
    properties.setProperty("mail.imap.partialfetch", "false");
    if (server.trust() != null) {
      properties.put("mail.imap.ssl.socketFactory", server.trust());
    }
    return properties;
  }

  @Override
  public void close() {
    close(store);
  }

  private static void close(Store store) {
    try {
      store.close();
    } catch (MessagingException | RuntimeException e) {
      // It is closed, politely or not.
    }
  }
}
