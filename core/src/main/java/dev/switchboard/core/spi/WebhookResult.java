package dev.switchboard.core.spi;

import java.util.List;

/// What a webhook turned out to be.
public sealed interface WebhookResult {

  /// It is the service's, and this is everything in it, in its order. May be empty.
  ///
  /// @param answer what to answer when everything is stored
  record Understood(List<InboundEvent> events, Answer answer) implements WebhookResult {

    public Understood {
      events = List.copyOf(events);
    }

    public Understood(List<InboundEvent> events) {
      this(events, Answer.EMPTY);
    }
  }

  /// It carries no valid proof that the service sent it. Nothing of it is applied.
  ///
  /// @param why for the operator; never a secret
  record Refused(String why) implements WebhookResult {}

  /// What to answer a service whose webhook was stored.
  ///
  /// @param contentType such as `text/plain`
  record Answer(String contentType, String body) {

    public static final Answer EMPTY = new Answer("text/plain", "");
  }
}
