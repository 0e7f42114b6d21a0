package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.attachment.Attachment;
import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.attachment.MediaFetches;
import dev.switchboard.core.message.TimelineEntry;
import dev.switchboard.core.message.TimelineReader;
import dev.switchboard.core.spi.MediaSource.Download;
import dev.switchboard.core.tenant.Viewer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Files that customers send: what stands in the message, and how they are fetched.
class MediaFetchTest {

  private static final String ANA = "+5511999990001";
  // More than three parts, and not a whole number of them.
  private static final byte[] LARGE = bytes(800_000);

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

  @BeforeEach
  void nothingIsLeft() {
    DB.run("truncate attachments cascade");
    engine.provider.media = source -> Optional.empty();
  }

  @Test
  void theMessageNamesTheFileByOurIdAndNeverByItsSource() {
    var id = receive("in-1", "a secret address", "application/pdf");

    assertThat(DB.value(String.class, "select content::text from chat_messages where content::text like ?",
        "%" + id + "%")).doesNotContain("secret").doesNotContain("source");
    assertThat(DB.value(String.class,
        "select payload::text from events where kind = 'message_received' and payload::text like ?", "%" + id + "%"))
        .doesNotContain("secret").doesNotContain("source");
    var file = file(id);
    assertThat(file.state()).isEqualTo(AttachmentState.WAITING);
    assertThat(file.messageId()).isNotNull();
    assertThat(file.mimeType()).isEqualTo("application/pdf");
    assertThat(file.name()).isEqualTo("contract.pdf");
  }

  @Test
  void theSameWebhookTwiceIsOneFile() {
    receive("in-2", "x", null);
    receiveAgain("in-2", "x", null);

    assertThat(DB.count("attachments")).isEqualTo(1);
  }

  @Test
  void aMessageWithoutAFileMakesNone() {
    engine.webhooks.receive(engine.account.id(),
        TestProvider.webhook(List.of(Map.of("from", ANA, "id", "in-3", "text", "no file"))));

    assertThat(DB.count("attachments")).isZero();
  }

  @Test
  void aFileIsFetchedWholeAndTold() throws Exception {
    var id = receive("in-4", "where it is", null);
    engine.provider.media = source -> {
      assertThat(source).isEqualTo("where it is");
      return Optional.of(download(LARGE));
    };

    fetchAll();

    var file = file(id);
    assertThat(file.state()).isEqualTo(AttachmentState.KEPT);
    assertThat(file.size()).isEqualTo(LARGE.length);
    assertThat(file.sha256()).isEqualTo(sha256(LARGE));
    assertThat(content(file)).isEqualTo(LARGE);
    assertThat(DB.values(String.class, """
        select payload ->> 'state'
        from events
        where kind = 'attachment_updated'
          and payload ->> 'attachmentId' = ?
          and message_id is not null
          and chat_id is not null""", id.toString())).containsExactly("KEPT");
    assertThat(DB.count("attachments where source is not null")).as("forgotten").isZero();
  }

  @Test
  void theTypeIsFoundOutWhereNobodySaysIt() {
    var id = receive("in-5", "x", "application/octet-stream");
    engine.provider.media = source -> Optional.of(download("%PDF-1.7 ...".getBytes(StandardCharsets.UTF_8)));

    fetchAll();

    assertThat(file(id).mimeType()).isEqualTo("application/pdf");
    assertThat(file(id).showable()).isTrue();
  }

  @Test
  void aTypeThatIsNotTrueIsKeptAndNeverShown() {
    var id = receive("in-6", "x", "image/png");
    engine.provider.media = source -> Optional
        .of(download("<html><script>1</script>".getBytes(StandardCharsets.UTF_8)));

    fetchAll();

    assertThat(file(id).mimeType()).isEqualTo("image/png");
    assertThat(file(id).showable()).isFalse();
  }

  @Test
  void aServiceThatIsAwayIsAskedAgain() {
    var id = receive("in-7", "x", null);
    engine.provider.media = source -> {
      throw new IOException("503");
    };
    engine.fetches.fetch(engine.account, due());
    assertThat(file(id).state()).isEqualTo(AttachmentState.WAITING);
    assertThat(file(id).error()).isEqualTo("503");

    engine.provider.media = source -> Optional.of(download(LARGE));
    engine.fetches.fetch(engine.account, due());

    assertThat(file(id).state()).isEqualTo(AttachmentState.KEPT);
    assertThat(file(id).error()).isNull();
  }

  @Test
  void aFileThatCannotBeFetchedForLongEnoughIsGone() {
    var id = receive("in-8", "x", null);
    engine.provider.media = source -> {
      throw new IOException("503");
    };
    for (var attempt = 1; attempt <= 3; attempt++) {
      engine.fetches.fetch(engine.account, due());
    }

    assertThat(file(id).state()).isEqualTo(AttachmentState.GONE);
    assertThat(file(id).error()).contains("503");
  }

  @Test
  void aProviderThatThrowsStopsNoOtherFile() {
    var id = receive("in-9", "x", null);
    engine.provider.media = source -> {
      throw new IllegalStateException("a bug");
    };

    engine.fetches.fetch(engine.account, due());

    assertThat(file(id).state()).isEqualTo(AttachmentState.WAITING);
    assertThat(DB.count("attachments where lease_until is null")).isEqualTo(1);
  }

  @Test
  void aFileThatTheServiceHasNoMoreIsGoneAtOnce() {
    var id = receive("in-10", "x", null);

    fetchAll();

    assertThat(file(id).state()).isEqualTo(AttachmentState.GONE);
    assertThat(DB.values(String.class, "select payload ->> 'state' from events where kind = 'attachment_updated' "
        + "and payload ->> 'attachmentId' = ?", id.toString())).containsExactly("GONE");
  }

  @Test
  void aFileThatIsTooLargeIsRefusedWhateverItsServiceSays() {
    var told = receive("in-11", "told", null);
    var untold = receive("in-12", "untold", null);
    engine.provider.media = source -> source.equals("told")
        ? Optional.of(new Download(null, null, 2_000_001L, InputStream.nullInputStream()))
        : Optional.of(new Download(null, null, null, new ByteArrayInputStream(new byte[2_000_001])));

    fetchAll();

    assertThat(file(told).state()).isEqualTo(AttachmentState.REFUSED);
    assertThat(file(untold).state()).isEqualTo(AttachmentState.REFUSED);
    assertThat(DB.count("attachment_parts")).isZero();
  }

  @Test
  void aFileThatBreaksOffIsFetchedAgain() throws Exception {
    var id = receive("in-13", "x", null);
    engine.provider.media = source -> Optional.of(new Download(null, null, (long) LARGE.length,
        new ByteArrayInputStream(LARGE, 0, 300_000)));
    engine.fetches.fetch(engine.account, due());
    assertThat(file(id).state()).isEqualTo(AttachmentState.WAITING);

    engine.provider.media = source -> Optional.of(download(LARGE));
    engine.fetches.fetch(engine.account, due());

    assertThat(content(file(id))).isEqualTo(LARGE);
  }

  @Test
  void aWorkerThatHangsIsOvertakenAndSpoilsNothing() throws Exception {
    var id = receive("in-14", "x", null);
    var hangs = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    engine.provider.media = source -> Optional.of(new Download(null, null, null,
        new SequenceInputStream(new ByteArrayInputStream(new byte[300_000]), waiting(begun, hangs))));
    var first = due();
    var hanging = Race.run(() -> engine.fetches.fetch(engine.account, first));
    begun.await();
    assertThat(engine.fetches.claim(engine.account, 10)).as("held").isEmpty();
    assertThat(file(id).state()).as("nobody sees half a file").isEqualTo(AttachmentState.WAITING);

    DB.run("update attachments set lease_until = now() - interval '1 second'");
    engine.provider.media = source -> Optional.of(download(LARGE));
    engine.fetches.fetch(engine.account, due());
    hangs.countDown();
    hanging.get();

    assertThat(file(id).state()).isEqualTo(AttachmentState.KEPT);
    assertThat(content(file(id))).isEqualTo(LARGE);
  }

  @Test
  void aFileThatIsDueWakesATaskForItsAccount() {
    receive("in-15", "x", null);

    engine.dueLanes.wake();

    await().untilAsserted(
        () -> assertThat(DB.count("account_tasks where account_id = ? and task = 'MEDIA_FETCH' and flagged",
            engine.account.id())).isEqualTo(1));
    assertThat(DB.count("jobrunr.jobrunr_jobs where jobAsJson::json ->> 'jobName' = ?",
        "MEDIA_FETCH " + engine.account.id())).isPositive();
  }

  @Test
  void theTimelineTellsWhatBecameOfAFile() {
    var id = receive("in-16", "x", null);

    fetchAll();

    var timeline = new TimelineReader(engine.database)
        .find(Viewer.all(engine.tenantId), Objects.requireNonNull(file(id).messageId())).orElseThrow();
    assertThat(timeline.entries()).extracting(TimelineEntry::words)
        .containsExactly("Received from the customer.",
            "Its file " + id + " cannot be had: the service has it no more.");
  }

  private static UUID receive(String messageId, String source, @Nullable String type) {
    receiveAgain(messageId, source, type);
    return Objects.requireNonNull(
        DB.value(UUID.class, "select id from attachments order by created_at desc, id desc limit 1"));
  }

  private static void receiveAgain(String messageId, String source, @Nullable String type) {
    var item = new HashMap<>(Map.of("from", ANA, "id", messageId, "file", source, "fileName", "contract.pdf"));
    if (type != null) {
      item.put("fileType", type);
    }
    engine.webhooks.receive(engine.account.id(), TestProvider.webhook(List.of(item)));
  }

  private static MediaFetches.Due due() {
    DB.run("update attachments set due_at = now() - interval '1 second' where state = 'WAITING'");
    return engine.fetches.claim(engine.account, 1).getFirst();
  }

  private static void fetchAll() {
    engine.fetches.claim(engine.account, 10).forEach(due -> engine.fetches.fetch(engine.account, due));
  }

  private static Attachment file(UUID id) {
    return engine.attachments.find(Viewer.all(engine.tenantId), id).orElseThrow();
  }

  private static byte[] content(Attachment file) throws IOException {
    try (var in = engine.attachments.open(file)) {
      return in.readAllBytes();
    }
  }

  private static Download download(byte[] bytes) {
    return new Download(null, null, (long) bytes.length, new ByteArrayInputStream(bytes));
  }

  private static InputStream waiting(CountDownLatch begun, CountDownLatch until) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        begun.countDown();
        try {
          until.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
        return -1;
      }
    };
  }

  private static byte[] bytes(int length) {
    var bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
