package dev.switchboard.app.directory;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The directory of one node, which nobody else works on while it is open.
///
/// The operating system gives the lock back when the process ends, however it ends.
public final class DataDirectory implements AutoCloseable {

  private final Path path;
  private final boolean isNew;
  private final FileChannel lock;

  private DataDirectory(Path path, boolean isNew, FileChannel lock) {
    this.path = path;
    this.isNew = isNew;
    this.lock = lock;
  }

  /// Makes the directory where it is not there, and takes it.
  ///
  /// @throws StartFailure where it cannot be written to or is taken
  public static DataDirectory open(Path path) {
    var isNew = !Files.exists(path.resolve("keys.json"));
    try {
      Files.createDirectories(path);
      var channel = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ,
          StandardOpenOption.WRITE);
      if (!lock(channel)) {
        var owner = owner(channel);
        channel.close();
        throw new StartFailure("The data directory " + path + " is in use by another switchboard" + owner
            + ": stop that one, or take another directory with --data.");
      }
      return new DataDirectory(path, isNew, channel);
    } catch (AccessDeniedException e) {
      throw new StartFailure("The data directory " + path + " cannot be written to (" + e.getFile()
          + "): change its permissions, or take another directory with --data.", e);
    } catch (IOException e) {
      throw new StartFailure("The data directory " + path + " cannot be used (" + e.getMessage()
          + "): take another directory with --data.", e);
    }
  }

  public Path path() {
    return path;
  }

  /// Whether nothing had been started in it before.
  public boolean isNew() {
    return isNew;
  }

  public KeysFile keys() {
    return new KeysFile(path.resolve("keys.json"));
  }

  public CredentialsFile credentials() {
    return new CredentialsFile(path.resolve("credentials.json"));
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      if (channel.tryLock() == null) {
        return false;
      }
    } catch (OverlappingFileLockException e) {
      // Another node in this very process.
      return false;
    }
    channel.truncate(0);
    channel.write(StandardCharsets.US_ASCII.encode(Long.toString(ProcessHandle.current().pid())));
    return true;
  }

  private static String owner(FileChannel channel) throws IOException {
    var pid = ByteBuffer.allocate(20);
    channel.read(pid, 0);
    var text = StandardCharsets.US_ASCII.decode(pid.flip()).toString();
    return text.isEmpty() ? "" : " (pid " + text + ")";
  }
}
