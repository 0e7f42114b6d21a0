/// E-mail: out over SMTP, in over IMAP.
///
/// The one thing that must never be guessed is whether the server has taken a letter. It takes it with the dot that ends
/// the data (RFC 5321, 4.5.3.2.6), so [SmtpConnection] knows on which side of that dot a connection broke.
@NullMarked
package dev.switchboard.providers.email;

import org.jspecify.annotations.NullMarked;
