package dev.switchboard.core.event;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// A subscriber that keeps what one tenant is told.
final class Told implements EventSubscriber {

  final List<Cursor> begun = new CopyOnWriteArrayList<>();
  final List<Event> events = new CopyOnWriteArrayList<>();
  volatile Cursor position;
  private final UUID tenant;

  Told(UUID tenant) {
    this.tenant = tenant;
  }

  @Override
  public void begin(Cursor position) {
    begun.add(position);
    this.position = position;
  }

  @Override
  public void events(List<Event> events) {
    for (var event : events) {
      if (event.tenantId().equals(tenant)) {
        this.events.add(event);
      }
      position = event.cursor();
    }
  }

  List<String> names() {
    return events.stream().map(TestLog::name).toList();
  }

  List<Cursor> cursors() {
    return events.stream().map(Event::cursor).toList();
  }
}
