@NullMarked
package dev.switchboard.providers.twilio;

import org.jspecify.annotations.NullMarked;
