package dev.switchboard.worker.template;

import dev.switchboard.core.template.TemplateSync;
import dev.switchboard.worker.Trouble;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.event.ShutdownEvent;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks every half minute for accounts whose templates are due to be fetched, and fetches those of one after the other.
///
/// When an account is due, and which node fetches for it, is decided by its row: any number of nodes may look. No task of
/// JobRunr's: it would wait for a slot behind messages, or hold one while a service turns its pages.
@Singleton
@Requires(property = "switchboard.worker.enabled", value = "true")
final class TemplateTimer {

  private static final Logger LOG = LoggerFactory.getLogger(TemplateTimer.class);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final TemplateSync sync;
  private final Duration every;
  private volatile @Nullable Thread thread;
  private final Trouble trouble = new Trouble(LOG, "cannot look for templates",
      "looking for templates again");

  TemplateTimer(TemplateSync sync,
      @Property(name = "switchboard.templates.look-every", defaultValue = "30s") Duration every) {
    this.sync = sync;
    this.every = every;
  }

  @EventListener
  void start(StartupEvent event) {
    thread = Thread.ofVirtual().name("template timer").start(this::run);
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        look();
        Thread.sleep(every);
      }
    } catch (InterruptedException e) {
      LOG.debug("Looking for templates ends");
    }
  }

  private void look() {
    try {
      var more = true;
      while (more && !Thread.currentThread().isInterrupted()) {
        more = sync.next().isPresent();
        trouble.over();
      }
    } catch (RuntimeException e) {
      trouble.met(e);
    }
  }

  @EventListener
  void stop(ShutdownEvent event) throws InterruptedException {
    var running = thread;
    if (running != null) {
      running.interrupt();
      running.join(PATIENCE);
    }
  }
}
