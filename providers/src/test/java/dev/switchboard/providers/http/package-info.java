@NullMarked
package dev.switchboard.providers.http;

import org.jspecify.annotations.NullMarked;
