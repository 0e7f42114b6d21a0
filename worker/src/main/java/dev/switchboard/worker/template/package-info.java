/// Fetches what services keep of templates, again and again.
@NullMarked
package dev.switchboard.worker.template;

import org.jspecify.annotations.NullMarked;
