package dev.switchboard.providers.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchboard.core.spi.InvalidConfigurationException;
import dev.switchboard.core.spi.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rebuilds what the service knew from its journal, line by line.
final class JournalReplay {

  private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);

  private final Ledger ledger;
  private final LongAdder written;
  private final Map<String, Profile> profiles = new HashMap<>();
  private final Map<String, Posting> unposted = new LinkedHashMap<>();
  private boolean first = true;

  JournalReplay(Ledger ledger, LongAdder written) {
    this.ledger = ledger;
    this.written = written;
  }

  void read(JsonNode line) {
    try {
      switch (line.path("event").asText()) {
        case "started" -> started(line);
        case "account" -> account(line);
        case "taken" -> taken(line);
        case "wrote" -> wrote(line);
        case "posted" -> line.path("names").forEach(name -> unposted.remove(name.asText()));
        default -> LOG.warn("the journal has an event that this version does not know");
      }
    } catch (DateTimeException | IllegalArgumentException | InvalidConfigurationException e) {
      LOG.warn("a line of the journal makes no sense and is left out", e);
    }
  }

  private void started(JsonNode line) {
    if (first) {
      ledger.beganAt(Instant.parse(line.path("at").asText()));
      first = false;
    }
  }

  private void account(JsonNode line) {
    var profile = Profile.read(line.path("json").asText(), new Secret(line.path("key").asText()));
    profiles.put(line.path("profile").asText(), profile);
  }

  private void taken(JsonNode line) {
    var profile = profiles.get(line.path("profile").asText());
    if (profile == null) {
      throw new IllegalArgumentException("of an account that was not introduced");
    }
    var reference = UUID.fromString(line.path("reference").asText());
    var message = new ReceivedMessage(line.path("id").asText(), reference, line.path("attempt").intValue(),
        profile.accountId(), line.path("to").asText(), "", Instant.parse(line.path("at").asText()));
    var entry = ledger.add(new Ledger.Entry(message, profile));
    Plan.of(entry, entry.fate()).forEach(posting -> unposted.put(posting.name(), posting));
  }

  private void wrote(JsonNode line) {
    written.increment();
    var profile = profiles.get(line.path("profile").asText());
    if (profile != null && profile.webhook() != null && line.path("item") instanceof ObjectNode item) {
      var id = item.path("id").asText();
      unposted.put(id, Posting.of(id, profile.webhook(), item, Instant.parse(item.path("at").asText())));
    }
  }

  Collection<Posting> unposted() {
    return unposted.values();
  }
}
