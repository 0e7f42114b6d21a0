@NullMarked
package dev.switchboard.providers.email;

import org.jspecify.annotations.NullMarked;
