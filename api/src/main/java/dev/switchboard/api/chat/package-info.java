/// Chats over REST: the list, one chat, its thread, an agent's reply.
@NullMarked
package dev.switchboard.api.chat;

import org.jspecify.annotations.NullMarked;
