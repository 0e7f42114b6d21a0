/// Receipts: what services report about messages that we sent.
@NullMarked
package dev.switchboard.core.receipt;

import org.jspecify.annotations.NullMarked;
