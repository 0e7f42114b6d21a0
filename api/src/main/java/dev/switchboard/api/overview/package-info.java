/// What happens in a tenant, and how the node that answers is.
@NullMarked
package dev.switchboard.api.overview;

import org.jspecify.annotations.NullMarked;
