@NullMarked
package dev.switchboard.providers.telegram;

import org.jspecify.annotations.NullMarked;
