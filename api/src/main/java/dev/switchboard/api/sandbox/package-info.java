/// Playing with simulated accounts.
@NullMarked
package dev.switchboard.api.sandbox;

import org.jspecify.annotations.NullMarked;
