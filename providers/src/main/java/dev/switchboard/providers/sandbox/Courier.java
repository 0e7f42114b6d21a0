package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.providers.http.Call;
import dev.switchboard.providers.http.Exchange;
import dev.switchboard.providers.http.ServiceClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Posts what is due to the accounts' webhooks, several items at a time, and again where we were away or answered 5xx.
/// Thread-safe.
final class Courier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final int ITEMS_PER_POST = 100;
  private static final int POSTS_AT_A_TIME = 4;
  private static final int LONGEST_AGENDA = 500_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// What waits for one webhook, and how many are posting.
  private record Door(Queue<Posting> waiting, AtomicInteger posting) {}

  private final Clock clock;
  private final UnaryOperator<Webhook> latest;
  private final Consumer<List<Posting>> delivered;
  private final Agenda agenda = new Agenda(LONGEST_AGENDA);
  private final Map<Webhook, Door> doors = new ConcurrentHashMap<>();
  private final ServiceClient client = new ServiceClient();
  private final LongAdder posts = new LongAdder();
  private final LongAdder givenUp = new LongAdder();
  private volatile boolean closed;

  /// @param latest where a webhook is by now
  /// @param delivered is told what needs no more posting, because it was taken or given up; called from many threads
  Courier(Clock clock, UnaryOperator<Webhook> latest, Consumer<List<Posting>> delivered) {
    this.clock = clock;
    this.latest = latest;
    this.delivered = delivered;
  }

  /// Posts from a thread of its own from now on. Not to be used together with [#tick].
  void start() {
    Thread.ofPlatform().daemon().name("sandbox-courier").start(() -> {
      try {
        while (!closed) {
          agenda.dueBy(clock.instant()).forEach(this::bring);
          agenda.await(clock.instant());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  void add(Posting posting) {
    if (!agenda.add(posting)) {
      givenUp.increment();
    }
  }

  private void bring(Posting posting) {
    var door = doors.computeIfAbsent(latest.apply(posting.webhook()),
        _ -> new Door(new ConcurrentLinkedQueue<>(), new AtomicInteger()));
    door.waiting().add(posting);
    if (door.posting().get() < POSTS_AT_A_TIME) {
      door.posting().incrementAndGet();
      Thread.ofVirtual().name("sandbox-post").start(() -> empty(door));
    }
  }

  private void empty(Door door) {
    do {
      for (var batch = next(door); !batch.isEmpty() && !closed; batch = next(door)) {
        post(batch);
      }
      door.posting().decrementAndGet();
      // Whoever came after the last look and before the count went down started nobody.
    } while (!closed && !door.waiting().isEmpty() && door.posting().compareAndSet(0, 1));
  }

  private static List<Posting> next(Door door) {
    var batch = new ArrayList<Posting>();
    for (var posting = door.waiting().poll(); posting != null; posting = door.waiting().poll()) {
      batch.add(posting);
      if (batch.size() == ITEMS_PER_POST) {
        break;
      }
    }
    return batch;
  }

  /// Posts everything that comes due until then, in its order, setting the clock to each time. For tests.
  void tick(VirtualClock virtual, Instant until) {
    for (var next = agenda.earliest(); next.isPresent() && !next.get().isAfter(until); next = agenda.earliest()) {
      if (next.get().isAfter(virtual.instant())) {
        virtual.set(next.get());
      }
      var byWebhook = new LinkedHashMap<Webhook, List<Posting>>();
      agenda.dueBy(virtual.instant())
          .forEach(due -> byWebhook.computeIfAbsent(latest.apply(due.webhook()), _ -> new ArrayList<>()).add(due));
      byWebhook.values().forEach(this::post);
    }
    virtual.set(until);
  }

  private void post(List<Posting> batch) {
    posts.increment();
    var webhook = latest.apply(batch.getFirst().webhook());
    var body = Json.object().put("account", webhook.accountId().toString());
    body.putArray("items").addAll(batch.stream().map(Posting::item).toList());
    switch (client.call(signed(webhook, body))) {
      case Exchange.Answered(var status, _, _) when status < 300 -> delivered.accept(batch);
      case Exchange.Answered(var status, _, _) when status < 500 && status != 408 && status != 429 -> {
        LOG.warn("the webhook of account {} answered {}: {} items given up", webhook.accountId(), status, batch.size());
        givenUp.add(batch.size());
        delivered.accept(batch);
      }
      case Exchange.Answered _,Exchange.NotSent _,Exchange.Unanswered _ -> postAgain(batch);
    }
  }

  private static Call signed(Webhook webhook, ObjectNode body) {
    var bytes = Json.write(body);
    // The time of day and not the service's clock: a test may be days ahead, and its signatures shall still be fresh.
    var timestamp = Long.toString(System.currentTimeMillis() / 1000);
    var headers = Map.of(Signature.TIMESTAMP_HEADER, timestamp, Signature.SIGNATURE_HEADER,
        Signature.of(webhook.key(), timestamp, bytes));
    return Call.postJson(webhook.url(), headers, bytes, PATIENCE);
  }

  private void postAgain(List<Posting> batch) {
    var now = clock.instant();
    var hopeless = batch.stream().filter(posting -> posting.again(now).isEmpty()).toList();
    batch.stream().flatMap(posting -> posting.again(now).stream()).forEach(this::add);
    if (!hopeless.isEmpty()) {
      LOG.warn("the webhook of account {} was away for too long: {} items given up",
          hopeless.getFirst().webhook().accountId(), hopeless.size());
      givenUp.add(hopeless.size());
      delivered.accept(hopeless);
    }
  }

  /// How many items wait to be posted or posted again.
  int waiting() {
    return agenda.size() + doors.values().stream().mapToInt(door -> door.waiting().size()).sum();
  }

  long posts() {
    return posts.sum();
  }

  long givenUp() {
    return givenUp.sum();
  }

  @Override
  public void close() {
    closed = true;
    synchronized (agenda) {
      agenda.notifyAll();
    }
    client.close();
  }
}
