package dev.switchboard.app.postgres;

import dev.switchboard.app.console.StartFailure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/// PostgreSQL's programs (initdb, pg_ctl, postgres), unpacked once per version from the archive in the class path.
record Binaries(Path root) {

  /// Unpacks the programs where they are not unpacked yet. Safe to call from several processes at once.
  ///
  /// @param version of the archive, part of the directory's name
  static Binaries unpack(String version, Consumer<String> progress) throws IOException {
    var target = cache().resolve("postgresql-" + version + "-" + platform());
    if (Files.isDirectory(target)) {
      return new Binaries(target);
    }
    progress.accept("unpacking PostgreSQL " + version + " into " + target);
    Files.createDirectories(target.getParent());
    var unfinished = Files.createTempDirectory(target.getParent(), "unpacking-");
    unpackInto(unfinished);
    Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rwxr-xr-x"));
    moveUnlessThere(unfinished, target);
    return new Binaries(target);
  }

  Path program(String name) {
    return root.resolve("bin").resolve(name);
  }

  private static Path cache() {
    var configured = System.getenv("XDG_CACHE_HOME");
    var base = configured == null || configured.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
    return base.resolve("switchboard");
  }

  // The names that the archives have in the artifacts of io.zonky.test.postgres.
  private static String platform() {
    var name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var system = name.startsWith("mac") ? "darwin" : name.startsWith("windows") ? "windows" : "linux";
    var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
    return system + "-" + architecture;
  }

  private static void unpackInto(Path directory) throws IOException {
    var archive = "/postgres-" + platform() + ".txz";
    var resource = Binaries.class.getResourceAsStream(archive);
    if (resource == null) {
      throw new StartFailure("This build has no PostgreSQL for " + platform()
          + ": build it on this machine, or join a database with --database-url.");
    }
    try (InputStream raw = new BufferedInputStream(resource);
        var tar = new TarArchiveInputStream(new XZInputStream(raw))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, directory);
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path directory) throws IOException {
    var path = directory.resolve(entry.getName()).normalize();
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      if (path.startsWith(directory.resolve("bin"))) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  private static void moveUnlessThere(Path unfinished, Path target) throws IOException {
    try {
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      Trees.delete(unfinished);
    }
  }
}
