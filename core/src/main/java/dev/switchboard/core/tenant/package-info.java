/// Tenants, the agents who work for them, and the API keys of their services: who somebody is.
@NullMarked
package dev.switchboard.core.tenant;

import org.jspecify.annotations.NullMarked;
