package dev.switchboard.app.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.app.console.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir
  Path temporary;

  @Test
  void onlyOneNodeWorksOnADirectory() throws IOException {
    try (var _ = DataDirectory.open(temporary)) {
      assertThatThrownBy(() -> DataDirectory.open(temporary))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("in use by another switchboard (pid " + ProcessHandle.current().pid() + ")")
          .hasMessageContaining("--data");
    }
    try (var again = DataDirectory.open(temporary)) {
      assertThat(again.path()).isEqualTo(temporary);
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamed() throws IOException {
    var file = Files.createFile(temporary.resolve("file"));

    assertThatThrownBy(() -> DataDirectory.open(file.resolve("data")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("cannot be used")
        .hasMessageContaining("--data");
  }

  @Test
  void theKeysAreKeptForTheOwnerAlone() throws IOException {
    try (var directory = DataDirectory.open(temporary)) {
      var keys = directory.keys().create();

      assertThat(directory.keys().read()).isEqualTo(keys);
      assertThat(Files.getPosixFilePermissions(directory.keys().path()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void theKeysAndCredentialsDoNotPrintTheirSecrets() {
    var keys = Keys.generate();

    assertThat(keys.toString()).doesNotContain(keys.jwt());
    assertThat(new Credentials("http://localhost", "key", "agent@demo.example", "password").toString())
        .doesNotContain("key", "password");
  }
}
