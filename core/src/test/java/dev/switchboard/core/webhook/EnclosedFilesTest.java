package dev.switchboard.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.attachment.Attachment;
import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.engine.TestEngine;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.IdentityKind;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.tenant.Viewer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Files that come along with a message, as those of mails do.
class EnclosedFilesTest {

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  static TestEngine engine;

  @BeforeAll
  static void start() {
    engine = new TestEngine(DB);
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
  }

  @Test
  void whatComesAlongIsKeptAtOnceAndOnlyOnce() throws Exception {
    var bytes = new byte[600_000];
    new Random(7).nextBytes(bytes);
    var mail = mail("mail-1", "a", "b", "c");
    var enclosed = Map.of("a", bytes, "b", new byte[1_000_001]);

    put(mail, enclosed);
    put(mail, enclosed);

    var files = DB.values(UUID.class, "select id from attachments order by id").stream()
        .map(id -> engine.attachments.find(Viewer.all(engine.tenantId), id).orElseThrow())
        .toList();
    assertThat(files).extracting(Attachment::state)
        .containsExactly(AttachmentState.KEPT, AttachmentState.REFUSED, AttachmentState.WAITING);
    assertThat(files).extracting(Attachment::name).containsExactly("a.bin", "b.bin", "c.bin");
    assertThat(content(files.getFirst())).isEqualTo(bytes);
    assertThat(DB.values(String.class, "select source from attachments where source is not null")).containsExactly("c");
    assertThat(DB.value(String.class, "select content::text from chat_messages"))
        .contains(files.getFirst().id().toString());
  }

  private static byte[] content(Attachment file) throws IOException {
    try (var in = engine.attachments.open(file)) {
      return in.readAllBytes();
    }
  }

  private static void put(InboundEvent.Message mail, Map<String, byte[]> enclosed) {
    var inbound = List.of(InboundMessages.Inbound.of(new Item(engine.account, mail, false), mail,
        new Enclosed(enclosed, 1_000_000)));
    engine.database.transaction(connection -> {
      InboundMessages.findChats(connection, inbound, true);
      InboundMessages.insert(connection, inbound);
      return null;
    });
  }

  private static InboundEvent.Message mail(String id, String... sources) {
    var attachments = List.of(sources).stream()
        .map(source -> new Content.Email.Attachment(MediaFile.at(source, null, source + ".bin"), null))
        .toList();
    return new InboundEvent.Message(id, List.of(new InboundEvent.Identity(IdentityKind.PHONE, "+5511999990001")), "Ana",
        new Content.Email("Subject", "text", null, null, attachments, List.of(), null), (String) null, null, Map.of());
  }
}
