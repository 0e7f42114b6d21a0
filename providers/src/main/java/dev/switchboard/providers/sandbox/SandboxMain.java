package dev.switchboard.providers.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// The service as a program of its own: `SandboxMain <port> <journal>`. Ends when its standard input does, so it does not
/// outlive whoever started it.
public final class SandboxMain {

  private static final int CAPACITY = 2_000_000;

  public static void main(String[] words) throws IOException {
    var configuration = SandboxService.Configuration.onPort(Integer.parseInt(words[0]))
        .withJournal(Path.of(words[1]))
        .withCapacity(CAPACITY);
    try (var service = SandboxService.start(configuration)) {
      System.out.println("listening on " + service.url());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    System.exit(0);
  }

  private SandboxMain() {}
}
