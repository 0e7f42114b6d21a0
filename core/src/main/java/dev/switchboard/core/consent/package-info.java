/// Who wants no messages, or cannot get any: what they said, and the list that is looked at before anything is sent.
@NullMarked
package dev.switchboard.core.consent;

import org.jspecify.annotations.NullMarked;
