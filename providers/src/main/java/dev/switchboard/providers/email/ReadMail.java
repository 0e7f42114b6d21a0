package dev.switchboard.providers.email;

import dev.switchboard.core.spi.InboundEvent;
import java.util.List;
import java.util.Map;

/// What a mail turned out to be.
///
/// @param events never empty
/// @param enclosed the files in it, by the source of their media file
record ReadMail(List<InboundEvent> events, Map<String, byte[]> enclosed) {

  ReadMail {
    events = List.copyOf(events);
    enclosed = Map.copyOf(enclosed);
  }

  static ReadMail of(InboundEvent event) {
    return new ReadMail(List.of(event), Map.of());
  }
}
