/// The web inbox: a page for agents, made of static files, which does everything over the API.
@NullMarked
package dev.switchboard.api.inbox;

import org.jspecify.annotations.NullMarked;
