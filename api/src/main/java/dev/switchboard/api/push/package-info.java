/// Agents' devices, which are told that customers have written.
@NullMarked
package dev.switchboard.api.push;

import org.jspecify.annotations.NullMarked;
