/// Reading what requests say: bodies strictly, so that a typing error does not pass silently, and naming the member at fault;
/// and how much of a list they want.
@NullMarked
package dev.switchboard.api.body;

import org.jspecify.annotations.NullMarked;
