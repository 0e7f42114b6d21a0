/// Templates over REST: our own are written here, those of services are looked at and fetched.
@NullMarked
package dev.switchboard.api.template;

import org.jspecify.annotations.NullMarked;
