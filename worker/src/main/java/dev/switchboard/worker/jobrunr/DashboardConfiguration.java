package dev.switchboard.worker.jobrunr;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import org.jspecify.annotations.Nullable;

/// JobRunr's own dashboard: off unless `switchboard.dashboard.enabled` is true. Plain HTTP with basic authentication on
/// every interface, and whoever is in can order and delete tasks.
@ConfigurationProperties("switchboard.dashboard")
record DashboardConfiguration(@Bindable(defaultValue = "false") boolean enabled,
    @Bindable(defaultValue = "8000") int port, @Bindable(defaultValue = "admin") String username,
    @Nullable String password) {

  @Override
  public String toString() {
    return "DashboardConfiguration[enabled=" + enabled + ", port=" + port + ", username=" + username
        + ", password=***]";
  }
}
