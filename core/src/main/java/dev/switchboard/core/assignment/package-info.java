/// Automatic assignment: chats that wait for anybody are given to agents who are there, and come back from agents who are gone.
@NullMarked
package dev.switchboard.core.assignment;

import org.jspecify.annotations.NullMarked;
