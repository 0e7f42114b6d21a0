/// What tests of all modules stand on.
@NullMarked
package dev.switchboard.core;

import org.jspecify.annotations.NullMarked;
