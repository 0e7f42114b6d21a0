/// The WebSocket: what happens, told to whoever is connected, as it happens. `docs/live.md` has the protocol.
///
/// The socket only accelerates, the cursor is the truth: a client that lost its connection, or was too slow, says where
/// it stood and is told what it missed.
@NullMarked
package dev.switchboard.api.live;

import org.jspecify.annotations.NullMarked;
