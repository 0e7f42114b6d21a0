package dev.switchboard.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.core.TestDatabase;
import dev.switchboard.core.attachment.Attachment;
import dev.switchboard.core.attachment.AttachmentState;
import dev.switchboard.core.attachment.TooLargeException;
import dev.switchboard.core.attachment.UnusedAttachments;
import dev.switchboard.core.message.AcceptResult;
import dev.switchboard.core.message.AcceptResult.Refusal;
import dev.switchboard.core.message.DeliveryPolicy;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageRequest;
import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.Files;
import dev.switchboard.core.spi.MediaFile;
import dev.switchboard.core.tenant.Viewer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Files that are sent: what is accepted, and what the provider gets of them.
class FilesTest {

  private static final String ANA = "+5511999990001";
  private static final byte[] JPEG = jpeg(4_000);
  private static final Duration LONG = Duration.ofDays(1);

  @RegisterExtension
  static final TestDatabase DB = new TestDatabase();

  static TestEngine engine;
  static TestEngine others;

  @BeforeAll
  static void start() {
    engine = new TestEngine(DB);
    others = new TestEngine(DB);
  }

  @AfterAll
  static void stop() throws Exception {
    engine.close();
    others.close();
  }

  @BeforeEach
  void nothingIsLeft() {
    DB.run("truncate outbox, attachments cascade");
  }

  @Test
  void whatIsStoredIsReadAgainFromAnyPlaceOn() throws Exception {
    var bytes = random(1_000_000);
    var file = engine.attachments.store(engine.tenantId, "video/mp4", "../a\u0000film\u202e.mp4",
        new ByteArrayInputStream(bytes));

    assertThat(file.state()).isEqualTo(AttachmentState.KEPT);
    assertThat(file.name()).isEqualTo("a\ufffdfilm.mp4");
    try (var in = engine.attachments.open(file)) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
    try (var in = engine.attachments.open(file)) {
      in.skipNBytes(700_000);
      assertThat(in.read()).isEqualTo(bytes[700_000] & 0xff);
      assertThat(in.readAllBytes()).hasSize(299_999).endsWith(bytes[999_999]);
    }
    assertThat(DB.value(Integer.class, "select max(octet_length(bytes)) from attachment_parts")).isEqualTo(256 * 1024);
  }

  @Test
  void ofAFileThatIsTooLargeOrBreaksOffNothingIsKept() {
    assertThatThrownBy(() -> engine.attachments.store(engine.tenantId, null, null,
        new ByteArrayInputStream(new byte[2_000_001]))).isInstanceOf(TooLargeException.class);
    assertThatThrownBy(() -> engine.attachments.store(engine.tenantId, null, null, new InputStream() {

      private int read;

      @Override
      public int read() throws IOException {
        if (read++ > 300_000) {
          throw new IOException("gone");
        }
        return 1;
      }
    })).hasMessage("gone");

    assertThat(DB.count("attachments")).isZero();
    assertThat(DB.count("attachment_parts")).isZero();
  }

  @Test
  void aFileOfExactlyTheLargestSizeIsTaken() throws Exception {
    var file = engine.attachments.store(engine.tenantId, null, null, new ByteArrayInputStream(new byte[2_000_000]));

    assertThat(file.size()).isEqualTo(2_000_000);
    assertThat(file.mimeType()).isEqualTo("application/octet-stream");
  }

  @Test
  void aMessageIsSentWithItsFileAndTheFileRemembersIt() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);
    var accepted = (AcceptResult.Accepted) engine.messages.accept(image(engine, file.id()));
    assertThat(DB.value(String.class,
        "select content #>> '{file,mimeType}' || ' ' || (content #>> '{file,name}') || ' ' || (content #>> '{file,size}') "
            + "from chat_messages where id = ?",
        accepted.id())).as("without a further look").isEqualTo("image/jpeg photo.jpg " + JPEG.length);

    var claimed = engine.claim(1).getFirst().message();

    assertThat(claimed.chatId()).isEqualTo(accepted.chatId());
    var kept = claimed.files().find(file.id()).orElseThrow();
    assertThat(kept).isEqualTo(new Files.Kept(file.id(), "image/jpeg", "photo.jpg", JPEG.length));
    try (var in = claimed.files().open(file.id())) {
      assertThat(in.readAllBytes()).isEqualTo(JPEG);
    }
    assertThat(DB.value(UUID.class, "select message_id from attachments where id = ?", file.id()))
        .isEqualTo(accepted.id());
    assertThat(DB.value(UUID.class, "select chat_id from attachments where id = ?", file.id()))
        .isEqualTo(accepted.chatId());
  }

  @Test
  void oneFileMayGoWithManyMessages() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);

    var ids = Race.atOnce(20, i -> ((AcceptResult.Accepted) engine.messages.accept(image(engine, file.id()))).id());

    assertThat(ids).hasSize(20).contains(DB.value(UUID.class, "select message_id from attachments where id = ?",
        file.id()));
  }

  @Test
  void aFileThatIsNotThereIsRefused() throws Exception {
    refused(engine.messages.accept(image(engine, UUID.randomUUID())), Refusal.UNKNOWN_ATTACHMENT);
    assertThat(DB.count("outbox")).isZero();
  }

  @Test
  void anotherTenantsFileIsNotThere() throws Exception {
    var file = store(others, "image/jpeg", JPEG);

    refused(engine.messages.accept(image(engine, file.id())), Refusal.UNKNOWN_ATTACHMENT);
    assertThat(engine.attachments.find(Viewer.all(engine.tenantId), file.id())).isEmpty();
    assertThat(files().find(file.id())).isEmpty();
    assertThatThrownBy(() -> files().open(file.id())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> files().uploaded(file.id(), LONG, kept -> "x")).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aFileThatIsStillOnItsWayIsRefused() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);
    DB.run("update attachments set state = 'WAITING'");

    refused(engine.messages.accept(image(engine, file.id())), Refusal.UNKNOWN_ATTACHMENT);
  }

  @Test
  void aFileThatMayBeTakenAwaySoonIsRefusedUnlessItWasSentBefore() throws Exception {
    var unused = store(engine, "image/jpeg", JPEG);
    var used = store(engine, "image/jpeg", JPEG);
    engine.accept(image(engine, used.id()));
    DB.run("update attachments set created_at = now() - interval '23 hours 30 minutes'");

    refused(engine.messages.accept(image(engine, unused.id())), Refusal.UNKNOWN_ATTACHMENT);
    assertThat(engine.messages.accept(image(engine, used.id()))).isInstanceOf(AcceptResult.Accepted.class);
  }

  @Test
  void aFileThatTheAccountDoesNotTakeIsRefused() throws Exception {
    refused(engine.messages.accept(image(engine, store(engine, "image/gif", JPEG).id())),
        Refusal.FILE_NOT_SUPPORTED);
    refused(engine.messages.accept(image(engine, store(engine, "image/jpeg", jpeg(5_001)).id())),
        Refusal.FILE_TOO_LARGE);
  }

  private static void refused(AcceptResult result, Refusal code) {
    assertThat(result).isInstanceOfSatisfying(AcceptResult.Refused.class, refused -> {
      assertThat(refused.field()).isEqualTo("content.file.attachmentId");
      assertThat(refused.code()).isEqualTo(code);
    });
  }

  @Test
  void whoeverWantsAFileAtTheServiceAtTheSameTimeWaitsForOneUpload() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);
    var uploads = new AtomicInteger();

    var ids = Race.atOnce(8, i -> files().uploaded(file.id(), LONG, kept -> {
      pause();
      return "service-" + uploads.incrementAndGet();
    }));

    assertThat(uploads).hasValue(1);
    assertThat(ids).hasSize(8).containsOnly("service-1");
  }

  @Test
  void eachAccountUploadsForItself() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);
    DB.run("insert into channel_accounts (id, tenant_id, name, provider) values (gen_random_uuid(), '" + engine.tenantId
        + "', 'second', 'test')");
    var second = engine.accounts.find(engine.tenantId, "second").orElseThrow();

    assertThat(files().uploaded(file.id(), LONG, kept -> "one")).isEqualTo("one");
    assertThat(engine.files.of(second, inOneMinute()).uploaded(file.id(), LONG, kept -> "two")).isEqualTo("two");
    assertThat(files().uploaded(file.id(), LONG, kept -> "three")).isEqualTo("one");
  }

  @Test
  void whatTheServiceHasForgottenIsUploadedAgain() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);
    files().uploaded(file.id(), LONG, kept -> "one");
    DB.run("update attachment_uploads set valid_until = now() - interval '1 second'");

    assertThat(files().uploaded(file.id(), LONG, kept -> "two")).isEqualTo("two");
  }

  @Test
  void anUploadThatFailsIsTriedByTheNext() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);

    assertThatThrownBy(() -> files().uploaded(file.id(), LONG, kept -> {
      throw new IllegalStateException("the service is away");
    })).hasMessage("the service is away");
    assertThat(files().uploaded(file.id(), LONG, kept -> "two")).isEqualTo("two");
  }

  @Test
  void whoeverDiedWhileUploadingIsWaitedForNoLongerThanTheLease() throws Exception {
    var file = store(engine, "image/jpeg", JPEG);
    var hangs = new CountDownLatch(1);
    var begun = new CountDownLatch(1);
    var hanging = Race.begin(() -> files().uploaded(file.id(), LONG, kept -> {
      begun.countDown();
      Latches.awaitQuietly(hangs);
      return "late";
    }));
    begun.await();

    assertThatThrownBy(() -> engine.files.of(engine.account, System.nanoTime()).uploaded(file.id(), LONG, kept -> "x"))
        .as("not longer than the message may wait").isInstanceOf(UncheckedIOException.class);
    DB.run("update attachment_uploads set lease_until = now() - interval '1 second'");
    assertThat(files().uploaded(file.id(), LONG, kept -> "two")).isEqualTo("two");

    hangs.countDown();
    assertThat(hanging.get()).isEqualTo("late");
    assertThat(files().uploaded(file.id(), LONG, kept -> "three")).as("the one that holds").isEqualTo("two");
  }

  @Test
  void whatIsNotSentForADayIsTakenAwayWithWhatServicesKnowOfIt() throws Exception {
    var unused = store(engine, "image/jpeg", JPEG);
    var used = store(engine, "image/jpeg", JPEG);
    engine.accept(image(engine, used.id()));
    for (var file : new Attachment[]{unused, used}) {
      files().uploaded(file.id(), LONG, kept -> "x");
    }
    DB.run("update attachments set created_at = now() - interval '25 hours'");
    var young = store(engine, "image/jpeg", JPEG);

    assertThat(new UnusedAttachments(engine.database).delete()).isEqualTo(1);

    assertThat(DB.values(UUID.class, "select id from attachments")).containsExactlyInAnyOrder(used.id(), young.id());
    assertThat(DB.values(UUID.class, "select attachment_id from attachment_uploads")).containsExactly(used.id());
    assertThat(DB.values(UUID.class, "select distinct attachment_id from attachment_parts"))
        .containsExactlyInAnyOrder(used.id(), young.id());
  }

  private static Files files() {
    return engine.files.of(engine.account, inOneMinute());
  }

  private static long inOneMinute() {
    return System.nanoTime() + Duration.ofMinutes(1).toNanos();
  }

  private static Attachment store(TestEngine whose, String type, byte[] bytes) throws IOException {
    return whose.attachments.store(whose.tenantId, type, "photo.jpg", new ByteArrayInputStream(bytes));
  }

  private static MessageRequest image(TestEngine whose, UUID attachmentId) {
    return new MessageRequest(whose.tenantId, "test", ANA, new Content.Image(MediaFile.kept(attachmentId), "look"),
        Lane.TRANSACTIONAL, DeliveryPolicy.AT_LEAST_ONCE, null, null, null, null, null, null, null);
  }

  // Long enough for the others to come.
  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
  }

  private static byte[] jpeg(int length) {
    var bytes = random(length);
    bytes[0] = (byte) 0xff;
    bytes[1] = (byte) 0xd8;
    bytes[2] = (byte) 0xff;
    return bytes;
  }

  private static byte[] random(int length) {
    var bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
