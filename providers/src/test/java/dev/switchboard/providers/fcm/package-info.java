@org.jspecify.annotations.NullMarked
package dev.switchboard.providers.fcm;
