@NullMarked
package dev.switchboard.core.database;

import org.jspecify.annotations.NullMarked;
