@NullMarked
package dev.switchboard.core.push;

import org.jspecify.annotations.NullMarked;
