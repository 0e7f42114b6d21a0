/// The service that `docs/adding-a-provider.md` adds: invented, and complete. The page shows these files as they are.
@NullMarked
package dev.switchboard.providers.pigeon;

import org.jspecify.annotations.NullMarked;
