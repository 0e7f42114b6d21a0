package dev.switchboard.worker.listening;

import dev.switchboard.core.listening.Leases;
import dev.switchboard.core.listening.ListenedInbox;
import dev.switchboard.core.webhook.FetchedItems;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Wires listening where this node is a worker.
@Factory
@Requires(property = "switchboard.worker.enabled", value = "true")
final class ListeningFactory {

  @Singleton
  Listener.Means listenerMeans(Leases leases, FetchedItems items, ListeningConfiguration configuration) {
    return new Listener.Means(new ListenedInbox.Means(leases, items, configuration.lease()), configuration);
  }
}
