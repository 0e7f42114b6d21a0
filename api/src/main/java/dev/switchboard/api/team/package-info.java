/// The agents of a tenant, what they say of themselves, and the API keys of its services.
@NullMarked
package dev.switchboard.api.team;

import org.jspecify.annotations.NullMarked;
