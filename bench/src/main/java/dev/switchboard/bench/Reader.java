package dev.switchboard.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import dev.switchboard.core.account.Account;
import dev.switchboard.core.chat.ChatCursor;
import dev.switchboard.core.chat.ChatFilter;
import dev.switchboard.core.chat.ChatSearch;
import dev.switchboard.core.chat.ChatStatus;
import dev.switchboard.core.chat.Chats;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import dev.switchboard.core.message.Lane;
import dev.switchboard.core.message.MessageReader;
import dev.switchboard.core.outbox.Claimed;
import dev.switchboard.core.outbox.Outbox;
import dev.switchboard.core.outbox.OutboxSettings;
import dev.switchboard.core.spi.AccountConfiguration;
import dev.switchboard.core.spi.Secret;
import dev.switchboard.core.tenant.Viewer;
import dev.switchboard.providers.sandbox.SandboxFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// Reads a filled database by the engine's own classes, as the API and the workers do: whichever chat, out of the seed.
final class Reader implements AutoCloseable {

  // As the API reads it: a page of fifty, and one more that tells whether there is a next one.
  private static final int PAGE = 51;
  private static final int CLAIM = 20;

  private final FilledDatabase filled;
  private final HikariDataSource pool;
  private final Database database;
  private final Doorbell doorbell;
  private final Chats chats;
  private final ChatSearch search;
  private final MessageReader messages;
  private final Outbox outbox;
  private final Account account;
  private final Random random;

  Reader(FilledDatabase filled, long seed) {
    this.filled = filled;
    this.random = new Random(seed);
    pool = filled.pool();
    database = new Database(pool);
    doorbell = new Doorbell(database);
    chats = new Chats(database);
    search = new ChatSearch(database, chats);
    messages = new MessageReader(database);
    outbox = new Outbox(database, OutboxSettings.standard());
    var settings = new ObjectMapper().createObjectNode().put("url", "http://127.0.0.1:9");
    var provider = new SandboxFactory().create(
        new AccountConfiguration(FilledDatabase.ACCOUNT, "bench", settings, Map.of("key", new Secret("bench"))));
    account = new Account(FilledDatabase.ACCOUNT, FilledDatabase.TENANT, "bench", true, null, provider);
  }

  /// A page of the list of chats from anywhere in it: now of all, now of those that are open. Returns the nanoseconds.
  long list() {
    var chat = anyChat();
    var status = random.nextBoolean() ? ChatStatus.ACTIVE : null;
    var before = new ChatCursor(filled.lastActivity(chat), filled.chat(chat));
    var begun = System.nanoTime();
    var found = chats.list(Viewer.all(FilledDatabase.TENANT), ChatFilter.of(status), before, PAGE);
    var nanos = System.nanoTime() - begun;
    // Few chats are so near the end of the list that the page is not full.
    require(!found.isEmpty() || chat <= PAGE, "a page has no chats");
    return nanos;
  }

  /// A thread: now its newest messages, now those before one of them.
  long thread() {
    var chat = anyChat();
    var round = random.nextInt(1, 2 * FilledDatabase.ROUNDS);
    var before = round < FilledDatabase.ROUNDS ? filled.message(chat, round) : null;
    var begun = System.nanoTime();
    var found = messages.thread(Viewer.all(FilledDatabase.TENANT), filled.chat(chat), before, PAGE);
    var nanos = System.nanoTime() - begun;
    require(found.size() == Math.min(round, FilledDatabase.ROUNDS), "a thread has " + found.size() + " messages");
    return nanos;
  }

  /// A search that finds one chat or a few: by a word of one message, by the customer's name, by digits of their number.
  long search() {
    var chat = anyChat();
    var words = switch (random.nextInt(3)) {
      case 0 -> filled.word(chat, 2 * random.nextInt(FilledDatabase.ROUNDS / 2));
      case 1 -> "customer " + chat;
      default -> String.valueOf(100_000_000 + chat);
    };
    var begun = System.nanoTime();
    var found = search.find(Viewer.all(FilledDatabase.TENANT), words, null, PAGE);
    var nanos = System.nanoTime() - begun;
    require(!found.isEmpty(), "a search for \"" + words + "\" finds nothing");
    return nanos;
  }

  /// A worker's claim. What was claimed is given back to the end of the queue afterwards.
  long claim() {
    var begun = System.nanoTime();
    var claimed = outbox.claim(account, Lane.TRANSACTIONAL, CLAIM, "bench").messages();
    var nanos = System.nanoTime() - begun;
    require(claimed.size() == CLAIM, "a claim got " + claimed.size() + " messages");
    giveBack(claimed);
    return nanos;
  }

  private void giveBack(List<Claimed> claimed) {
    database.transaction(connection -> {
      try (var statement = connection.prepareStatement("""
          update outbox
          set lease_until = null, node = null, due_at = now()
          where message_id = any (?)
          """)) {
        statement.setArray(1, connection.createArrayOf("uuid",
            claimed.stream().map(one -> one.message().id()).toArray(UUID[]::new)));
        return statement.executeUpdate();
      }
    });
  }

  private int anyChat() {
    return random.nextInt(1, filled.chats() + 1);
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalStateException(otherwise);
    }
  }

  @Override
  public void close() {
    account.provider().close();
    doorbell.close();
    pool.close();
  }
}
