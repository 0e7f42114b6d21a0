package dev.switchboard.worker.jobrunr;

import static org.jobrunr.dashboard.JobRunrDashboardWebServerConfiguration.usingStandardDashboardConfiguration;

import io.micronaut.context.exceptions.ConfigurationException;
import org.jobrunr.dashboard.JobRunrDashboardWebServer;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;

/// JobRunr's web pages about tasks, on a port of their own.
final class Dashboard implements AutoCloseable {

  private final JobRunrDashboardWebServer server;

  /// Listens when this returns.
  ///
  /// @throws ConfigurationException where there is no password or the port cannot be had
  Dashboard(StorageProvider storage, DashboardConfiguration configuration) {
    String password = configuration.password();
    // JobRunr itself would start without authentication.
    if (password == null || password.isBlank() || configuration.username().isBlank()) {
      throw new ConfigurationException("The dashboard is switched on but has no password: "
          + "set switchboard.dashboard.password (and username), or switch it off.");
    }
    server = new JobRunrDashboardWebServer(storage, new JacksonJsonMapper(false), //
        usingStandardDashboardConfiguration().andPort(configuration.port())
            .andBasicAuthentication(configuration.username(), password) //
            .andAllowAnonymousDataUsage(false));
    try {
      server.start();
    } catch (IllegalStateException e) {
      throw new ConfigurationException(
          "The dashboard cannot listen on port " + configuration.port() + " (switchboard.dashboard.port).", e);
    }
  }

  @Override
  public void close() {
    server.stop();
  }
}
