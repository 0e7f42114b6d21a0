package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// What the service knows: the accounts that have called, the messages it has taken, and what is still to be posted.
/// Thread-safe.
final class SandboxState implements AutoCloseable {

  private static final int MOST_PROFILES = 10_000;

  private static final int MOST_THROTTLED = 100_000;

  private record ProfileKey(String json, Secret key) {}

  private record Throttled(UUID reference, int attempt) {}

  private final Clock clock;
  private final Ledger ledger;
  private final Courier courier;
  private final Map<ProfileKey, Profile> profiles = new ConcurrentHashMap<>();
  private final Map<UUID, Webhook> webhooks = new ConcurrentHashMap<>();
  private final Set<Throttled> throttled = ConcurrentHashMap.newKeySet();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder written = new LongAdder();
  private @Nullable Journal journal;

  private SandboxState(SandboxService.Configuration configuration) {
    this.clock = configuration.clock();
    this.ledger = new Ledger(configuration.capacity(), clock.instant());
    this.courier = new Courier(clock, this::latest, this::posted);
  }

  /// Begins empty, or with what the journal tells.
  static SandboxState open(SandboxService.Configuration configuration) throws IOException {
    var state = new SandboxState(configuration);
    if (configuration.journal() != null) {
      var replay = new JournalReplay(state.ledger, state.written);
      state.journal = Journal.open(configuration.journal(), replay::read);
      replay.unposted().forEach(state.courier::add);
      state.record(Json.object().put("event", "started").put("at", state.clock.instant().toString()));
    }
    return state;
  }

  Profile profile(String json, Secret key) {
    var profile = profiles.get(new ProfileKey(json, key));
    return profile != null ? profile : introduce(json, key);
  }

  private Profile introduce(String json, Secret key) {
    var profile = Profile.read(json, key);
    if (profiles.size() >= MOST_PROFILES) {
      profiles.clear();
    }
    record(Json.object().put("event", "account").put("profile", profile.name()).put("json", json).put("key",
        key.reveal()));
    profiles.put(new ProfileKey(json, key), profile);
    if (profile.webhook() != null) {
      webhooks.put(profile.accountId(), profile.webhook());
    }
    return profile;
  }

  /// What is still to be posted goes to where the account is now, with the key that it has now.
  private Webhook latest(Webhook webhook) {
    return webhooks.getOrDefault(webhook.accountId(), webhook);
  }

  /// What happens to an attempt. Throttled is each attempt once at most.
  Fate fate(Profile profile, UUID reference, int attempt) {
    var fate = Fate.of(profile.behaviour(), reference, attempt);
    var call = new Throttled(reference, attempt);
    if (fate.reception() != Fate.Reception.THROTTLED) {
      return fate;
    }
    if (throttled.remove(call)) {
      return Fate.afterThrottle(profile.behaviour(), reference, attempt);
    }
    if (throttled.size() >= MOST_THROTTLED) {
      throttled.clear();
    }
    throttled.add(call);
    return fate;
  }

  /// Takes a message and plans everything that will happen to it.
  Ledger.Entry take(Profile profile, Fate fate, UUID reference, Draft draft) {
    var now = clock.instant();
    var taken = ledger.take(reference, draft.attempt(), id -> new Ledger.Entry(
        new ReceivedMessage(id, reference, draft.attempt(), profile.accountId(), draft.to(), draft.text(), now),
        profile));
    record(Json.object().put("event", "taken").put("id", taken.message().id()).put("reference", reference.toString())
        .put("attempt", draft.attempt()).put("account", profile.accountId().toString()).put("to", draft.to())
        .put("profile", profile.name()).put("at", now.toString()));
    Plan.of(taken, fate).forEach(courier::add);
    return taken;
  }

  void turnAway() {
    turnedAway.increment();
  }

  /// A customer writes: the item goes to the account's webhook at once.
  String write(Profile profile, Webhook webhook, ObjectNode item) {
    var now = clock.instant();
    var id = "sbx-in-" + UUID.randomUUID();
    item.put("type", "message").put("id", id).put("at", now.toString());
    record(Json.object().put("event", "wrote").put("profile", profile.name()).<ObjectNode>set("item", item));
    written.increment();
    courier.add(Posting.of(id, webhook, item, now));
    return id;
  }

  private void posted(List<Posting> postings) {
    if (journal != null) {
      var line = Json.object().put("event", "posted");
      postings.forEach(posting -> line.withArray("/names").add(posting.name()));
      record(line);
    }
  }

  private void record(ObjectNode line) {
    if (journal != null) {
      journal.append(line);
    }
  }

  Clock clock() {
    return clock;
  }

  Ledger ledger() {
    return ledger;
  }

  Courier courier() {
    return courier;
  }

  SandboxStatistics statistics() {
    return new SandboxStatistics(ledger.taken(), ledger.duplicates(), turnedAway.sum(), written.sum(), courier.posts(),
        courier.waiting(), courier.givenUp());
  }

  @Override
  public void close() {
    courier.close();
    if (journal != null) {
      try {
        journal.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
