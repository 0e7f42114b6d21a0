/// A simulated messaging service and the provider for it.
///
/// [SandboxService] is the service: a server of its own that accepts messages, sends signed receipts and has customers
/// who write. [SandboxProvider] talks to it over HTTP like any provider to any service. What happens to a message is
/// decided by [Fate] from the account's seed, so the same run can be had again.
@NullMarked
package dev.switchboard.providers.sandbox;

import org.jspecify.annotations.NullMarked;
