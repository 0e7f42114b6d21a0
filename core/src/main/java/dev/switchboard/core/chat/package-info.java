/// Chats: the conversations that messages belong to.
@NullMarked
package dev.switchboard.core.chat;

import org.jspecify.annotations.NullMarked;
