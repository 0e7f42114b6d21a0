package dev.switchboard.providers.email;

import dev.switchboard.core.spi.Content;
import dev.switchboard.core.spi.InboundEvent;
import dev.switchboard.core.spi.Listening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An inbox that keeps what it is given, as the engine does: position and item together, an item it has once only.
final class KeptInbox implements Listening.Inbox {

  private final Map<String, InboundEvent> items = new LinkedHashMap<>();
  private final List<String> given = new ArrayList<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private @Nullable String position;
  private Predicate<InboundEvent> refuses = _ -> false;

  /// Cannot store such items from now on.
  synchronized void refuse(Predicate<InboundEvent> which) {
    refuses = which;
  }

  @Override
  public synchronized Optional<String> position() {
    return Optional.ofNullable(position);
  }

  @Override
  public synchronized void put(String at, byte[] raw, List<InboundEvent> events, Map<String, byte[]> enclosed) {
    if (events.stream().anyMatch(refuses)) {
      throw new IllegalStateException("this cannot be stored");
    }
    for (var event : events) {
      var key = event instanceof InboundEvent.Message message ? message.providerMessageId() : at + event;
      given.add(key);
      items.putIfAbsent(key, event);
    }
    files.putAll(enclosed);
    position = at;
  }

  synchronized List<InboundEvent> items() {
    return List.copyOf(items.values());
  }

  /// How often something was given, again included.
  synchronized int given() {
    return given.size();
  }

  synchronized Map<String, byte[]> files() {
    return Map.copyOf(files);
  }

  List<InboundEvent.Message> messages() {
    return items().stream().filter(InboundEvent.Message.class::isInstance).map(InboundEvent.Message.class::cast)
        .toList();
  }

  List<String> subjects() {
    return messages().stream().map(each -> ((Content.Email) each.content()).subject()).toList();
  }
}
