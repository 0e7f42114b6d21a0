package dev.switchboard.providers.email;

import java.time.Duration;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Where letters are handed in, and how.
///
/// @param login null where the server asks for none
/// @param trust makes TLS sockets that trust a certificate of the account's own; null where the machine's trust is used
/// @param timeout the longest that one message takes
record SmtpServer(String host, int port, Security security, @Nullable Login login, @Nullable SSLSocketFactory trust,
    Duration timeout) {}
