@NullMarked
package dev.switchboard.core.attachment;

import org.jspecify.annotations.NullMarked;
