@NullMarked
package dev.switchboard.providers.sandbox;

import org.jspecify.annotations.NullMarked;
