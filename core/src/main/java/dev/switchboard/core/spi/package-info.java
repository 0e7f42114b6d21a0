/// What a provider implements and what it is handed: the whole contract between Switchboard and one messaging service.
///
/// A provider needs nothing but this package. Everything here is a value or an interface; nothing reads or writes a
/// database.
@NullMarked
package dev.switchboard.core.spi;

import org.jspecify.annotations.NullMarked;
