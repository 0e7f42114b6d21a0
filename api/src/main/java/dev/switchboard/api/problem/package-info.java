/// What is said when something cannot be done: RFC 9457 problems, each with a stable type and the field at fault.
@NullMarked
package dev.switchboard.api.problem;

import org.jspecify.annotations.NullMarked;
