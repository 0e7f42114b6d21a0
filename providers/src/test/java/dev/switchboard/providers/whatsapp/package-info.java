@NullMarked
package dev.switchboard.providers.whatsapp;

import org.jspecify.annotations.NullMarked;
