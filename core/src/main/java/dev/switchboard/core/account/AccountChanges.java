package dev.switchboard.core.account;

import dev.switchboard.core.doorbell.Doorbell;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.UUID;

/// Lets this node forget an account when any node has changed it, and all of them when a change may have been missed.
@Singleton
public final class AccountChanges implements BeanCreatedEventListener<Accounts> {

  /// What the doorbell rings when an account was added, changed or removed, followed by its id.
  public static final String CHANGED = "changed channel_accounts ";

  private final BeanProvider<Doorbell> doorbell;

  public AccountChanges(BeanProvider<Doorbell> doorbell) {
    this.doorbell = doorbell;
  }

  /// For use without Micronaut.
  public static void follow(Doorbell doorbell, Accounts accounts) {
    doorbell.on(CHANGED, topic -> accounts.forget(UUID.fromString(topic.substring(CHANGED.length()))));
    doorbell.onReconnect(accounts::forgetAll);
  }

  @Override
  public Accounts onCreated(BeanCreatedEvent<Accounts> event) {
    follow(doorbell.get(), event.getBean());
    return event.getBean();
  }
}
