/// Channel accounts: one configured sender of one service, its limits and its secrets.
@NullMarked
package dev.switchboard.core.account;

import org.jspecify.annotations.NullMarked;
