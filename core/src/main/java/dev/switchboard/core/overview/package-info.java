/// What happens in a tenant, in figures: added up from the log of events by one reader, and read without counting.
@NullMarked
package dev.switchboard.core.overview;

import org.jspecify.annotations.NullMarked;
