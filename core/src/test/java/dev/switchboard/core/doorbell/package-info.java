@NullMarked
package dev.switchboard.core.doorbell;

import org.jspecify.annotations.NullMarked;
