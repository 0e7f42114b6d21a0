/// Channel accounts: what there are, whether they work, and changing them.
@NullMarked
package dev.switchboard.api.account;

import org.jspecify.annotations.NullMarked;
