/// People over REST: their addresses, their merging, and who of them is not to be written to.
@NullMarked
package dev.switchboard.api.contact;

import org.jspecify.annotations.NullMarked;
