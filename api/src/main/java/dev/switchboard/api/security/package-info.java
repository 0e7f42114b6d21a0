/// Who is calling: agents with access tokens, business services with API keys.
@NullMarked
package dev.switchboard.api.security;

import org.jspecify.annotations.NullMarked;
