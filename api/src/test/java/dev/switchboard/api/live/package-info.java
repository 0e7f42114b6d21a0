@NullMarked
package dev.switchboard.api.live;

import org.jspecify.annotations.NullMarked;
