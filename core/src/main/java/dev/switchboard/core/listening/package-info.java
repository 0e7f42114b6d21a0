/// Accounts that fetch by themselves what customers write: which node may, how far it has come, and where it puts it.
@NullMarked
package dev.switchboard.core.listening;

import org.jspecify.annotations.NullMarked;
