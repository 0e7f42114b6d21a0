package dev.switchboard.bench.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.bench.storm.audit.DriverHistory.Answer;
import dev.switchboard.bench.storm.audit.DriverHistory.Try;
import dev.switchboard.bench.storm.audit.DriverHistory.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Business services, agents and customers: some callers, each doing one thing after another, out of the seed. A closed
/// loop: whoever is answered slowly asks less, and nobody asks while too much waits to be sent.
final class Traffic {

  private static final int CALLERS = 8;
  private static final int CUSTOMERS = 60;
  private static final int MOST_TRIES = 6;
  private static final String[] LANES = {"interactive", "transactional", "bulk"};

  private final Api api;
  private final Chronicle chronicle;
  private final BooleanSupplier tooMuchWaits;
  private final long seed;
  private final AtomicLong wishes = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final ConcurrentHashMap<String, UUID> chats = new ConcurrentHashMap<>();
  private final Phaser callers = new Phaser(1);
  private volatile boolean ended;

  Traffic(Api api, Chronicle chronicle, BooleanSupplier tooMuchWaits, long seed) {
    this.api = api;
    this.chronicle = chronicle;
    this.tooMuchWaits = tooMuchWaits;
    this.seed = seed;
  }

  void start() {
    for (var i = 0; i < CALLERS; i++) {
      var random = new Random(seed * 31 + i);
      callers.register();
      Thread.ofVirtual().name("caller " + i).start(() -> call(random));
    }
  }

  /// Returns when everything that was begun has been answered or given up.
  void end() {
    ended = true;
    callers.arriveAndAwaitAdvance();
  }

  private void call(Random random) {
    try {
      while (!ended) {
        if (!tooMuchWaits.getAsBoolean()) {
          act(random);
        }
        Thread.sleep(random.nextLong(50, 300));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      callers.arriveAndDeregister();
    }
  }

  private void act(Random random) throws InterruptedException {
    var dice = random.nextInt(100);
    if (dice < 45) {
      chronicle.count("single messages with a key");
      single(random, true, null);
    } else if (dice < 57) {
      chronicle.count("single messages without a key");
      single(random, false, null);
    } else if (dice < 65) {
      chronicle.count("batches");
      batch(random);
    } else if (dice < 80) {
      reply(random);
    } else if (dice < 88) {
      chronicle.count("scheduled messages");
      single(random, true, Instant.now().plusMillis(random.nextLong(1_000, 8_000)));
    } else if (dice < 93) {
      callBack(random);
    } else {
      customerWrites(random);
    }
  }

  private @Nullable UUID single(Random random, boolean keyed, @Nullable Instant sendAt) throws InterruptedException {
    var lane = lane(random);
    var wish = wish(customer(random), lane, keyed, sendAt);
    var body = message(wish, random).put("account", "sandbox").put("to", wish.chat()).put("lane", LANES[lane]);
    if (wish.key() != null) {
      body.put("idempotencyKey", wish.key());
    }
    return handIn(random, wish, "/api/v1/messages", body);
  }

  // Under a key until it is known what became of it, and now and then once more; without one never again.
  private @Nullable UUID handIn(Random random, Wish wish, String path, ObjectNode body) throws InterruptedException {
    for (var i = 0; i < MOST_TRIES; i++) {
      var reply = tryOnce(random, List.of(wish), path, body).getFirst();
      if (reply.answer() == Answer.ACCEPTED && wish.key() != null && random.nextInt(20) == 0) {
        chronicle.count("accepted messages handed in again");
        tryOnce(random, List.of(wish), path, body);
      }
      if (reply.answer() == Answer.ACCEPTED || wish.key() == null) {
        return reply.messageId();
      }
      Thread.sleep(random.nextLong(200, 1_000));
    }
    return null;
  }

  private void batch(Random random) throws InterruptedException {
    var wishes = new ArrayList<Wish>();
    var messages = new ArrayList<ObjectNode>();
    var lane = lane(random);
    for (var i = random.nextInt(2, 20); i > 0; i--) {
      var wish = wish(customer(random), lane, true, null);
      wishes.add(wish);
      messages.add(message(wish, random).put("account", "sandbox").put("to", wish.chat()).put("lane", LANES[lane])
          .put("idempotencyKey", wish.key()));
    }
    var body = Api.JSON.createObjectNode();
    body.putArray("messages").addAll(messages);
    for (var i = 0; i < MOST_TRIES; i++) {
      var tries = tryOnce(random, wishes, "/api/v1/messages/batch", body);
      if (tries.stream().allMatch(each -> each.answer() == Answer.ACCEPTED)) {
        return;
      }
      Thread.sleep(random.nextLong(200, 1_000));
    }
  }

  private void reply(Random random) throws InterruptedException {
    var customer = customer(random);
    var chat = chats.get(customer);
    if (chat != null) {
      chronicle.count("replies in chats");
      var wish = wish(customer, 0, true, null);
      handIn(random, wish, "/api/v1/chats/" + chat + "/messages", message(wish, random).put("clientId", wish.key()));
    }
  }

  private void callBack(Random random) throws InterruptedException {
    chronicle.count("scheduled messages");
    var id = single(random, true, Instant.now().plusSeconds(random.nextLong(1, 15)));
    if (id != null) {
      Thread.sleep(random.nextLong(0, 1_500));
      var reply = api.delete(random.nextInt(2), "/api/v1/messages/" + id);
      if (reply.answer() != Answer.UNKNOWN) {
        chronicle.canceled(id, reply.answer() == Answer.ACCEPTED);
      }
    }
  }

  private void customerWrites(Random random) {
    var body = Api.JSON.createObjectNode().put("from", customer(random));
    body.putObject("content").put("type", "text").put("text", "Oi, " + random.nextInt());
    if (api.post(random.nextInt(2), "/api/v1/sandbox/sandbox/inbound", body).answer() == Answer.ACCEPTED) {
      chronicle.count("messages from customers");
    }
  }

  private List<Try> tryOnce(Random random, List<Wish> wishes, String path, ObjectNode body) {
    var request = requests.incrementAndGet();
    chronicle.attempt(wishes.size());
    var begun = Instant.now();
    var reply = api.post(random.nextInt(2), path, body);
    var ended = Instant.now();
    var tries = new ArrayList<Try>();
    for (var place = 0; place < wishes.size(); place++) {
      var told = told(wishes.get(place), request, place, reply);
      tries.add(new Try(told.wish(), request, place, begun, ended, told.answer(), told.messageId()));
    }
    tries.forEach(chronicle::told);
    return tries;
  }

  private Try told(Wish wish, long request, int place, Api.Reply reply) {
    var answer = reply.answer();
    JsonNode body = reply.body();
    if (body.has("results")) {
      body = body.path("results").path(place);
      answer = body.path("status").asInt() == 202 ? Answer.ACCEPTED : Answer.REFUSED;
    }
    var id = answer == Answer.ACCEPTED ? UUID.fromString(body.path("id").asText()) : null;
    if (id != null) {
      chats.put(wish.chat(), UUID.fromString(body.path("chatId").asText()));
    } else {
      chronicle.count(answer == Answer.REFUSED ? "refused with " + reply.how() : "unknown after " + reply.how());
    }
    return new Try(wish, request, place, Instant.EPOCH, Instant.EPOCH, answer, id);
  }

  private Wish wish(String customer, int lane, boolean keyed, @Nullable Instant sendAt) {
    var number = wishes.incrementAndGet();
    return new Wish(number, customer, lane, keyed ? "wish-" + number : null, sendAt);
  }

  private static ObjectNode message(Wish wish, Random random) {
    var body = Api.JSON.createObjectNode();
    body.putObject("content").put("type", "text").put("text", "Wish " + wish.number());
    body.putObject("metadata").put("wish", wish.number());
    body.put("policy", random.nextInt(4) == 0 ? "at-most-once" : "at-least-once");
    if (wish.sendAt() != null) {
      body.put("sendAt", wish.sendAt().toString());
    }
    return body;
  }

  private static int lane(Random random) {
    var dice = random.nextInt(10);
    return dice < 2 ? 0 : dice < 7 ? 1 : 2;
  }

  // Some are written to much more often than others, so that queues form in their chats.
  private static String customer(Random random) {
    var number = random.nextBoolean() ? random.nextInt(5) : random.nextInt(CUSTOMERS);
    return "+55119%08d".formatted(90_000_000 + number);
  }
}
