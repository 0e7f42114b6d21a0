/// The doorbell: tells this node and all others that there is something to look at. The rows are the truth; a ring only
/// saves the wait until somebody would have looked anyway.
@NullMarked
package dev.switchboard.core.doorbell;

import org.jspecify.annotations.NullMarked;
