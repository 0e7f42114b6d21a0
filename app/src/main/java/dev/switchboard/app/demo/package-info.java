/// What a new user finds: a tenant with an agent, an API key and an account of the simulated service.
@NullMarked
package dev.switchboard.app.demo;

import org.jspecify.annotations.NullMarked;
