package dev.switchboard.app.demo;

import dev.switchboard.providers.sandbox.SandboxService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/// The simulated service on this machine. It remembers its messages between runs, and keeps its port where it can, so
/// that messages of an earlier run do not knock at a stranger's door.
public final class LocalSandbox implements AutoCloseable {

  private final SandboxService service;

  private LocalSandbox(SandboxService service) {
    this.service = service;
  }

  /// @param directory where it remembers
  public static LocalSandbox start(Path directory) throws IOException {
    Files.createDirectories(directory);
    var portFile = directory.resolve("port");
    var service = start(directory, lastPort(portFile));
    Files.writeString(portFile, Integer.toString(service.port()));
    return new LocalSandbox(service);
  }

  public URI url() {
    return service.url();
  }

  @Override
  public void close() {
    service.close();
  }

  private static SandboxService start(Path directory, int port) {
    try {
      return SandboxService.start(configuration(directory, port));
    } catch (UncheckedIOException e) {
      if (port == 0) {
        throw e;
      }
      // Somebody else has it by now.
      return SandboxService.start(configuration(directory, 0));
    }
  }

  private static SandboxService.Configuration configuration(Path directory, int port) {
    return SandboxService.Configuration.onPort(port).withJournal(directory.resolve("journal"));
  }

  private static int lastPort(Path file) throws IOException {
    try {
      return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
