package dev.switchboard.providers.email;

import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Listening.Inbox;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.ReceivedDateTerm;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a mailbox in the order of its UIDs, and puts one mail after the other where it belongs.
///
/// The position is stored with each mail, so a mail is neither lost nor doubled whenever a connection, this node or the
/// server dies. Where the mailbox numbers its mails anew, all are read again: whoever takes them knows those that it has.
/// A mail that the server does not hand out, or that cannot be stored, is tried again some times and then noted as unknown, so
/// that those behind it arrive.
final class ImapListener {

  private static final Logger LOG = LoggerFactory.getLogger(ImapListener.class);

  private static final int BATCH = 100;
  private static final int LARGEST = 64 * 1024 * 1024;
  private static final int TRIES = 3;
  // Before the headers of a mail whose body is not kept.
  private static final String CUT = "X-Switchboard-Kept: headers only";
  private static final Duration TO_STOP = Duration.ofSeconds(30);

  private final ImapServer server;
  private final MailReader reader;
  private final Hurdle hurdle = new Hurdle();

  ImapListener(ImapServer server, MailReader reader) {
    this.server = server;
    this.reader = reader;
  }

  /// The mail that something went wrong with last, and how often it did in a row.
  private static final class Hurdle {

    private @Nullable ImapPosition at;
    private int times;

    synchronized int times(ImapPosition position) {
      return position.equals(at) ? times : 0;
    }

    synchronized void hit(ImapPosition position) {
      times = times(position) + 1;
      at = position;
    }
  }

  /// Reads until the thread is interrupted. When it returns, nothing is being put into the inbox any more.
  ///
  /// @throws IOException where the mailbox cannot be reached any more
  void listen(Inbox inbox) throws IOException, InterruptedException {
    var end = new CompletableFuture<Void>();
    // A virtual thread: interrupting it ends its wait for the server at once, whoever calls us.
    var session = Thread.ofVirtual().name("imap-session").start(() -> {
      try {
        session(inbox);
        end.complete(null);
      } catch (MessagingException | IOException | RuntimeException | InterruptedException e) {
        end.completeExceptionally(e);
      }
    });
    try {
      end.get();
    } catch (InterruptedException e) {
      session.interrupt();
      session.join(TO_STOP);
      throw e;
    } catch (ExecutionException e) {
      throw meaning(e.getCause());
    }
  }

  private IOException meaning(@Nullable Throwable cause) {
    if (cause instanceof RuntimeException bug && !(cause instanceof UncheckedIOException)) {
      throw bug;
    }
    return new IOException("the mailbox at " + server.host() + " cannot be read: "
        + (cause == null ? "" : cause.getMessage()), cause);
  }

  private void session(Inbox inbox) throws MessagingException, IOException, InterruptedException {
    try (var connection = ImapConnection.open(server); var bell = new ImapBell(connection, server.poll())) {
      var folder = connection.folder();
      var position = start(folder, inbox);
      inbox.reached();
      while (!Thread.currentThread().isInterrupted()) {
        var known = folder.getMessageCount();
        position = take(folder, position, inbox);
        // What came while we were busy has been told already and will not be told again.
        if (folder.getMessageCount() == known) {
          bell.await();
        }
      }
      throw new InterruptedIOException("the server does not answer any more");
    }
  }

  private ImapPosition start(IMAPFolder folder, Inbox inbox) throws MessagingException {
    var validity = folder.getUIDValidity();
    var stored = ImapPosition.parse(inbox.position(), validity);
    if (stored.isPresent()) {
      return stored.get();
    }
    LOG.info("reading {} from its beginning, UIDVALIDITY {}", server.folder(), validity);
    return new ImapPosition(validity, before(folder));
  }

  /// The last UID that is not wanted.
  private long before(IMAPFolder folder) throws MessagingException {
    if (server.since() == null || folder.getMessageCount() == 0) {
      return 0;
    }
    var day = Date.from(server.since().atStartOfDay(ZoneId.systemDefault()).toInstant());
    var wanted = folder.search(new ReceivedDateTerm(ComparisonTerm.GE, day));
    var first = Long.MAX_VALUE;
    for (var mail : wanted) {
      first = Math.min(first, folder.getUID(mail));
    }
    return wanted.length > 0 ? first - 1 : folder.getUID(folder.getMessage(folder.getMessageCount()));
  }

  /// Takes everything after a position.
  ///
  /// @return the position after it
  private ImapPosition take(IMAPFolder folder, ImapPosition from, Inbox inbox)
      throws MessagingException, IOException {
    var position = from;
    var mails = after(folder, from);
    for (var start = 0; start < mails.size(); start += BATCH) {
      var batch = mails.subList(start, Math.min(mails.size(), start + BATCH));
      var profile = new FetchProfile();
      profile.add(FetchProfile.Item.SIZE);
      profile.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
      folder.fetch(batch.toArray(Message[]::new), profile);
      for (var mail : batch) {
        position = take(folder, (IMAPMessage) mail, position, inbox);
      }
    }
    return position;
  }

  private static List<Message> after(IMAPFolder folder, ImapPosition position) throws MessagingException {
    if (folder.getMessageCount() == 0) {
      return List.of();
    }
    var mails = new ArrayList<Message>();
    for (var mail : folder.getMessagesByUID(position.uid() + 1, UIDFolder.LASTUID)) {
      // The last mail is always in such a range, even if its UID is not.
      if (mail != null && folder.getUID(mail) > position.uid()) {
        mails.add(mail);
      }
    }
    return mails;
  }

  private ImapPosition take(IMAPFolder folder, IMAPMessage mail, ImapPosition before, Inbox inbox)
      throws MessagingException, IOException {
    if (mail.isExpunged()) {
      return before;
    }
    var position = new ImapPosition(before.validity(), folder.getUID(mail));
    try {
      put(position, mail, inbox);
    } catch (MessageRemovedException e) {
      // Somebody else has taken it away meanwhile.
      return before;
    } catch (MessagingException | IOException | RuntimeException e) {
      hurdle.hit(position);
      throw e;
    }
    if (server.marksSeen()) {
      mail.setFlag(Flags.Flag.SEEN, true);
    }
    return position;
  }

  private void put(ImapPosition position, IMAPMessage mail, Inbox inbox) throws MessagingException, IOException {
    var lastTry = hurdle.times(position) >= TRIES - 1;
    byte[] raw;
    ReadMail read;
    try {
      raw = raw(mail);
      read = mail.getSize() > LARGEST
          ? unknown("it has " + mail.getSize() + " bytes, which is too much")
          : reader.read(raw, receivedAt(mail));
    } catch (MessageRemovedException e) {
      throw e;
    } catch (MessagingException | IOException e) {
      if (!lastTry || (!mail.getFolder().isOpen() && hurdle.times(position) < TRIES)) {
        throw e;
      }
      LOG.warn("mail {} is not handed out by the server", position);
      raw = new byte[0];
      read = unknown("the server does not hand it out: " + e.getMessage());
    }
    try {
      inbox.put(position.toString(), raw, read.events(), read.enclosed());
    } catch (RuntimeException e) {
      if (!lastTry) {
        throw e;
      }
      // Where this works, it was the mail; where it does not, it was the store, and the mail is given again.
      inbox.put(position.toString(), raw, unknown("it cannot be stored").events(), java.util.Map.of());
      LOG.warn("mail {} cannot be stored and is kept as it came", position, e);
    }
  }

  private static ReadMail unknown(String why) {
    return ReadMail.of(new InboundEvent.Unknown("mail", why));
  }

  /// The mail as it came; of one that is too large only its headers.
  private static byte[] raw(IMAPMessage mail) throws MessagingException, IOException {
    if (mail.getSize() <= LARGEST) {
      try (var in = mail.getMimeStream()) {
        return in.readAllBytes();
      }
    }
    var lines = Collections.list(mail.getAllHeaderLines());
    return (CUT + "\r\n" + String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Whether a mail has been kept with its body.
  static boolean isWhole(byte[] kept) {
    return kept.length > 0
        && !new String(kept, 0, Math.min(kept.length, CUT.length()), StandardCharsets.ISO_8859_1).equals(CUT);
  }

  private static @Nullable Instant receivedAt(IMAPMessage mail) throws MessagingException {
    var date = mail.getReceivedDate();
    return date == null ? null : date.toInstant();
  }
}
