/// Reading request bodies: strictly, so that a typing error does not pass silently, and naming the member at fault.
@NullMarked
package dev.switchboard.api.body;

import org.jspecify.annotations.NullMarked;
