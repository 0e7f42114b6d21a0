package dev.switchboard.api.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.switchboard.core.chat.CustomerSignals;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.doorbell.Doorbell;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is typing, told to the others of the tenant on all nodes and to the customer. Travels by doorbell and is kept nowhere.
@Singleton
public final class TypingSignals {

  private static final Logger LOG = LoggerFactory.getLogger(TypingSignals.class);
  private static final String TOPIC = "live ";

  /// @param accountId over which the chat is held; null where it is held over none, or a node of another version speaks
  record Signal(String type, UUID tenantId, UUID chatId, @Nullable UUID accountId, @Nullable UUID agentId,
      UUID client) {}

  /// A chat that is there.
  ///
  /// @param accountId over which it is held; null for none
  record Place(@Nullable UUID accountId) {}

  private final Database database;
  private final Doorbell doorbell;
  private final LiveHub hub;
  private final CustomerSignals customers;
  private final ChatAccounts accounts;

  TypingSignals(Database database, Doorbell doorbell, LiveHub hub, CustomerSignals customers, ChatAccounts accounts) {
    this.database = database;
    this.doorbell = doorbell;
    this.hub = hub;
    this.customers = customers;
    this.accounts = accounts;
  }

  @PostConstruct
  void listen() {
    // For as long as the node lives.
    var _ = doorbell.on(TOPIC, topic -> hear(topic.substring(TOPIC.length())));
  }

  /// Empty where the tenant has no such chat. Blocks.
  Optional<Place> find(UUID tenantId, UUID chatId) {
    var select = """
        select account_id
        from chats
        where tenant_id = ?
          and id = ?
        """;
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement(select)) {
        statement.setObject(1, tenantId);
        statement.setObject(2, chatId);
        try (var row = statement.executeQuery()) {
          return row.next() ? Optional.of(new Place(row.getObject(1, UUID.class))) : Optional.empty();
        }
      }
    });
  }

  /// Tells the others, and the customer where their service can show it. Does not block.
  void send(Signal signal) {
    if (signal.type.equals("typing_start")) {
      customers.typing(signal.tenantId, signal.chatId);
    }
    try {
      doorbell.ring(TOPIC + LiveJson.MAPPER.writeValueAsString(signal));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a signal", e);
    }
  }

  private void hear(String json) {
    try {
      var signal = LiveJson.MAPPER.readValue(json, Signal.class);
      if (signal.accountId() != null) {
        accounts.learn(signal.chatId(), signal.accountId());
      }
      hub.say(signal.tenantId(), signal.chatId(), signal.client(),
          new ServerMessage.Typing(signal.type(), signal.chatId(), signal.agentId()));
    } catch (JsonProcessingException e) {
      // A node of another version may say what this one does not know.
      LOG.debug("a live signal of {} characters is not understood", json.length());
    }
  }
}
