/// The load of the live traffic: ten thousand WebSockets in chats of two, from one thread, and writes at a fixed rate;
/// and what customers write, by webhooks.
/// The product and its peer are measured by the same code; only what is said on the wire differs.
@NullMarked
package dev.switchboard.bench.live;

import org.jspecify.annotations.NullMarked;
