package dev.switchboard.worker.listening;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.AccountChanges;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.DatabaseException;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.listening.Lease;
import dev.switchboard.core.listening.Leases;
import dev.switchboard.core.spi.Listening;
import dev.switchboard.worker.NodeName;
import dev.switchboard.worker.Trouble;
import dev.switchboard.worker.jobrunr.WorkerConfiguration;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that each account that is to be listened to is, by one node at a time.
///
/// Looks at all accounts several times within a lease, and at once when one was changed or given up: takes the leases that
/// nobody has, prolongs its own, and ends the listeners of accounts that were changed, switched off or removed; a changed
/// one begins again as soon as its old listener has ended. Any number of nodes do this at once.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
  /// Rung when a lease was given back.
  private static final String FREE = "listening";
  private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);

  private final Accounts accounts;
  private final Leases leases;
  private final Listener.Means means;
  private final Doorbell doorbell;
  private final Duration stopWithin;
  private final String node = NodeName.ours();
  private final Map<UUID, Listener> listeners = new ConcurrentHashMap<>();
  private final ListenerMetrics metrics = new ListenerMetrics();
  private final Semaphore rung = new Semaphore(0);
  private final Thread looking = Thread.ofVirtual().name("listeners").unstarted(this::run);
  private final Thread glancing = Thread.ofVirtual().name("listeners' leases").unstarted(this::glance);

  // Of the looking thread only.
  private final Map<String, Boolean> listeningProviders = new HashMap<>();
  private final Set<UUID> unreadable = new HashSet<>();
  private final Trouble trouble = new Trouble(LOG, "cannot look for accounts to listen to",
      "looking for accounts to listen to again");

  Listeners(Accounts accounts, Leases leases, Listener.Means means, Doorbell doorbell,
      WorkerConfiguration configuration) {
    this.accounts = accounts;
    this.leases = leases;
    this.means = means;
    this.doorbell = doorbell;
    this.stopWithin = configuration.stopWithin();
  }

  @EventListener
  void start(StartupEvent event) {
    // After the accounts themselves, which have forgotten the changed one by then.
    doorbell.on(AccountChanges.CHANGED, _ -> rung.release());
    doorbell.on(FREE, _ -> rung.release());
    doorbell.onReconnect(rung::release);
    looking.start();
    glancing.start();
  }

  private void run() {
    try {
      while (true) {
        var pause = look();
        if (rung.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
          rung.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("looking for accounts to listen to ends");
    }
  }

  private Duration look() {
    try {
      var wanted = wanted();
      stopUnwanted(wanted);
      renew();
      take(wanted);
      metrics.show(listeners.values());
      trouble.over();
      return means.configuration().renewEvery();
    } catch (RuntimeException e) {
      if (!looking.isInterrupted()) {
        trouble.met(e);
      }
      return AFTER_TROUBLE;
    }
  }

  /// The accounts that are to be listened to, as they are now.
  private Map<UUID, Account> wanted() {
    var wanted = new HashMap<UUID, Account>();
    var seen = new HashSet<UUID>();
    for (var candidate : leases.candidates()) {
      // Whether a provider can listen is told by its class; accounts of the others need not be made here.
      if (listeningProviders.getOrDefault(candidate.provider(), true)) {
        seen.add(candidate.accountId());
        look(candidate, wanted);
      }
    }
    unreadable.retainAll(seen);
    return wanted;
  }

  private void look(Leases.Candidate candidate, Map<UUID, Account> wanted) {
    try {
      accounts.find(candidate.accountId()).filter(Account::enabled).ifPresent(account -> {
        listeningProviders.put(candidate.provider(), account.provider() instanceof Listening);
        if (account.provider() instanceof Listening provider && provider.listens()) {
          wanted.put(account.id(), account);
        }
      });
      unreadable.remove(candidate.accountId());
    } catch (DatabaseException e) {
      throw e;
    } catch (RuntimeException e) {
      if (unreadable.add(candidate.accountId())) {
        LOG.warn("account {} cannot be listened to until it is changed: {}", candidate.accountId(), e.getMessage());
      }
    }
  }

  private void stopUnwanted(Map<UUID, Account> wanted) {
    listeners.forEach((id, listener) -> {
      if (wanted.get(id) != listener.account()) {
        listener.stop();
      }
    });
  }

  private void renew() {
    var held = listeners.values().stream().filter(listener -> !listener.stopping()).toList();
    var begun = System.nanoTime();
    var renewal = leases.renew(held.stream().map(Listener::lease).toList(), means.inbox().lease());
    for (var listener : held) {
      var id = listener.account().id();
      if (renewal.lost().contains(id)) {
        listener.lost();
      } else if (renewal.renewed().contains(id)) {
        listener.held(begun);
      }
    }
  }

  private void take(Map<UUID, Account> wanted) {
    var free = wanted.keySet().stream().filter(id -> !listeners.containsKey(id)).toList();
    var begun = System.nanoTime();
    for (var lease : leases.take(free, node, means.inbox().lease())) {
      start(Objects.requireNonNull(wanted.get(lease.accountId())), lease, begun);
    }
  }

  private void start(Account account, Lease lease, long heldSince) {
    var listener = new Listener(account, lease, heldSince, means, this::ended);
    listeners.put(account.id(), listener);
    listener.start();
  }

  private void ended(Listener listener) {
    listeners.remove(listener.account().id(), listener);
    doorbell.ring(FREE);
  }

  // By this node's clock and without asking the database: who has been frozen, or cannot reach it, must stop by itself.
  private void glance() {
    try {
      while (true) {
        Thread.sleep(means.configuration().glanceEvery());
        listeners.values().stream().filter(Listener::mayBeLost).filter(listener -> !listener.stopping())
            .forEach(each -> {
              LOG.warn("the lease of account {} has run out, it is not listened to any more", each.account().id());
              each.stop();
            });
      }
    } catch (InterruptedException e) {
      LOG.debug("glancing at leases ends");
    }
  }

  @EventListener
  void stop(ShutdownEvent event) throws InterruptedException {
    looking.interrupt();
    glancing.interrupt();
    looking.join();
    var ending = new ArrayList<>(listeners.values());
    ending.forEach(Listener::stop);
    await(ending);
    metrics.show(List.of());
  }

  // Who does not end in time keeps its lease until that runs out: better nobody listens than two do.
  private void await(Collection<Listener> ending) throws InterruptedException {
    var deadline = System.nanoTime() + stopWithin.toNanos();
    for (var listener : ending) {
      var left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      if (!listener.join(left)) {
        LOG.warn("account {} is still being listened to", listener.account().id());
      }
    }
  }
}
