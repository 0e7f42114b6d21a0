/// Push to browsers by Web Push (RFC 8030), encrypted for the browser (RFC 8291) and signed by us (RFC 8292, VAPID), with
/// nothing but the JDK's own cryptography.
///
/// The recipient's address is the subscription that the browser made, as JSON; the service is whichever one the browser's
/// maker runs. It says whether it took a message, and nothing afterwards.
@NullMarked
package dev.switchboard.providers.webpush;

import org.jspecify.annotations.NullMarked;
