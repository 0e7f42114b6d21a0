/// People, and the addresses by which services know them.
@NullMarked
package dev.switchboard.core.contact;

import org.jspecify.annotations.NullMarked;
