@org.jspecify.annotations.NullMarked
package dev.switchboard.providers.webpush;
