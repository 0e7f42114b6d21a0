/// A bot of Telegram, which people have written to first: <https://core.telegram.org/bots/api>.
@NullMarked
package dev.switchboard.providers.telegram;

import org.jspecify.annotations.NullMarked;
