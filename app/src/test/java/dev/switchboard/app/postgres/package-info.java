@NullMarked
package dev.switchboard.app.postgres;

import org.jspecify.annotations.NullMarked;
