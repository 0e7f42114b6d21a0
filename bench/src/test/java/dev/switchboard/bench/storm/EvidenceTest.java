package dev.switchboard.bench.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.bench.storm.audit.SimulatorHistory.Taken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {

  @TempDir
  private Path directory;

  @Test
  void theJournalTellsWhatWasTakenWrittenAndPosted() throws IOException {
    var reference = UUID.randomUUID();
    var journal = Files.writeString(directory.resolve("journal"), """

        {"event":"started","at":"2026-01-01T00:00:00Z"}
        {"event":"taken","id":"sbx-1","reference":"%s","attempt":2,"to":"+5511999990001","at":"2026-01-01T00:00:01Z"}
        {"event":"wrote","profile":"p","item":{"id":"sbx-in-1","type":"message"}}
        {"event":"posted","names":["sbx-1/sent/0","sbx-in-1"]}
        """.formatted(reference));

    var history = Evidence.simulator(journal);

    assertThat(history.taken())
        .containsExactly(new Taken("sbx-1", reference, 2, Instant.parse("2026-01-01T00:00:01Z")));
    assertThat(history.written()).containsExactly("sbx-in-1");
    assertThat(history.posted()).containsExactlyInAnyOrder("sbx-1/sent/0", "sbx-in-1");
  }
}
