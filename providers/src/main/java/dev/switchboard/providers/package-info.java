/// One package per service. Sees nothing of ours but `dev.switchboard.core.spi`.
@NullMarked
package dev.switchboard.providers;

import org.jspecify.annotations.NullMarked;
