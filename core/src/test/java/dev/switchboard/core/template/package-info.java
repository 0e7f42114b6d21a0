@NullMarked
package dev.switchboard.core.template;

import org.jspecify.annotations.NullMarked;
