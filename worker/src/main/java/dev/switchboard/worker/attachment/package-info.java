/// MEDIA_FETCH: fetches files that customers sent.
@NullMarked
package dev.switchboard.worker.attachment;

import org.jspecify.annotations.NullMarked;
