@NullMarked
package dev.switchboard.core.contact;

import org.jspecify.annotations.NullMarked;
