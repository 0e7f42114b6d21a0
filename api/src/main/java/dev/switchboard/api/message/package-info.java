/// Messages over REST: hand them in, one or many, look at them, call them back.
@NullMarked
package dev.switchboard.api.message;

import org.jspecify.annotations.NullMarked;
