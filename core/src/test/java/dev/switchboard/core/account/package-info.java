@NullMarked
package dev.switchboard.core.account;

import org.jspecify.annotations.NullMarked;
