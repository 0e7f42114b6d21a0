/// The description of the API, made from the code when it is compiled.
@NullMarked
package dev.switchboard.api.description;

import org.jspecify.annotations.NullMarked;
