package dev.switchboard.providers.email;

import java.time.Duration;
import java.time.LocalDate;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Where a mailbox is read, and how.
///
/// @param trust makes TLS sockets that trust a certificate of the account's own; null where the machine's trust is used
/// @param folder such as `INBOX`
/// @param marksSeen whether mails are marked as seen once they are stored; otherwise nothing is changed in the mailbox
/// @param since mails that came before that day are left alone; null where all are fetched
/// @param poll how long to wait at most before looking again, whatever the server tells or does not tell
record ImapServer(String host, int port, Security security, Login login, @Nullable SSLSocketFactory trust,
    String folder,
    boolean marksSeen, @Nullable LocalDate since, Duration poll) {}
