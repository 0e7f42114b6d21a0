/// REST, webhooks in and the WebSocket.
@NullMarked
package dev.switchboard.api;

import org.jspecify.annotations.NullMarked;
