package dev.switchboard.core.template;

import dev.switchboard.core.doorbell.Doorbell;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;
import java.util.UUID;

/// Lets this node forget a tenant's templates when any node has changed one, and all of them when a change may have been
/// missed.
@Singleton
public final class TemplateChanges implements BeanCreatedEventListener<Templates> {

  private static final String CHANGED = "changed templates ";

  private final BeanProvider<Doorbell> doorbell;

  public TemplateChanges(BeanProvider<Doorbell> doorbell) {
    this.doorbell = doorbell;
  }

  /// For use without Micronaut.
  public static void follow(Doorbell doorbell, Templates templates) {
    doorbell.on(CHANGED, topic -> templates.forget(UUID.fromString(topic.substring(CHANGED.length()))));
    doorbell.onReconnect(templates::forgetAll);
  }

  @Override
  public Templates onCreated(BeanCreatedEvent<Templates> event) {
    follow(doorbell.get(), event.getBean());
    return event.getBean();
  }
}
