/// Routes over HTTP.
@NullMarked
package dev.switchboard.api.route;

import org.jspecify.annotations.NullMarked;
