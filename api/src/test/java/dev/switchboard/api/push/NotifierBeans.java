package dev.switchboard.api.push;

import dev.switchboard.core.push.TestNotifier;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Push services for the server of the tests.
@Factory
@Requires(property = "test-server")
final class NotifierBeans {

  // The providers are there, too.
  @Primary
  @Singleton
  TestNotifier notifier() {
    return new TestNotifier();
  }
}
