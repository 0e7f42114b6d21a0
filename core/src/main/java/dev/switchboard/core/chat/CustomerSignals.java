package dev.switchboard.core.chat;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.account.Accounts;
import dev.switchboard.core.database.Database;
import dev.switchboard.core.spi.Capabilities.Signal;
import dev.switchboard.core.spi.Signals;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows customers that they are read and that somebody is writing, where their service can.
///
/// Never delays whoever says so: a thread for each chat calls the service, then rests for some seconds, and then tells what
/// was said meanwhile, once. What does not work is a line in the log. Thread-safe.
@Singleton
public final class CustomerSignals {

  private static final Logger LOG = LoggerFactory.getLogger(CustomerSignals.class);
  private static final Duration REST = Duration.ofSeconds(3);
  // So many chats at a time are more than a node has agents for.
  private static final int MOST = 5_000;

  private record Chat(UUID tenantId, UUID id) {}

  /// The last message that a customer wrote in a chat.
  private record Latest(UUID accountId, String providerMessageId) {}

  /// What is to be shown next; ordered by how much it says.
  private enum Wish {
    NOTHING, READ, TYPING;

    Wish and(Wish other) {
      return compareTo(other) > 0 ? this : other;
    }
  }

  private final Database database;
  private final Accounts accounts;
  private final Duration rest;
  private final Map<Chat, Wish> busy = new ConcurrentHashMap<>();

  @Inject
  public CustomerSignals(Database database, Accounts accounts) {
    this(database, accounts, REST);
  }

  /// @param rest after which a chat is told of again
  CustomerSignals(Database database, Accounts accounts, Duration rest) {
    this.database = database;
    this.accounts = accounts;
    this.rest = rest;
  }

  /// An agent has read the chat. Does not block.
  public void read(UUID tenantId, UUID chatId) {
    want(new Chat(tenantId, chatId), Wish.READ);
  }

  /// An agent is writing in the chat. Does not block.
  public void typing(UUID tenantId, UUID chatId) {
    want(new Chat(tenantId, chatId), Wish.TYPING);
  }

  private void want(Chat chat, Wish wish) {
    if (busy.size() >= MOST) {
      return;
    }
    // Whoever finds nobody at it begins; whoever finds somebody leaves word.
    busy.compute(chat, (_, waiting) -> {
      if (waiting == null) {
        Thread.ofVirtual().name("signals").start(() -> show(chat, wish));
        return Wish.NOTHING;
      }
      return waiting.and(wish);
    });
  }

  private void show(Chat chat, Wish first) {
    try {
      for (var wish = first; wish != Wish.NOTHING; wish = next(chat)) {
        show(chat, wish == Wish.TYPING);
        Thread.sleep(rest);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      busy.remove(chat);
    }
  }

  // Ends with nothing in the map where nothing was left: the next who wants something begins anew.
  private Wish next(Chat chat) {
    var next = new Wish[]{Wish.NOTHING};
    busy.computeIfPresent(chat, (_, waiting) -> {
      next[0] = waiting;
      return waiting == Wish.NOTHING ? null : Wish.NOTHING;
    });
    return next[0];
  }

  private void show(Chat chat, boolean typing) {
    try {
      latest(chat).ifPresent(latest -> accounts.find(latest.accountId).filter(Account::enabled)
          .ifPresent(account -> show(account, latest, typing)));
    } catch (RuntimeException e) {
      LOG.info("the customer of chat {} was not shown that somebody is there: {}", chat.id, e.getMessage());
    }
  }

  private static void show(Account account, Latest latest, boolean typing) {
    var signals = account.provider().capabilities().signals();
    if (account.provider() instanceof Signals provider) {
      if (typing && signals.contains(Signal.TYPING)) {
        provider.read(latest.providerMessageId, true);
      } else if (!typing && signals.contains(Signal.READ)) {
        provider.read(latest.providerMessageId, false);
      }
    }
  }

  private Optional<Latest> latest(Chat chat) {
    return database.autocommit(connection -> {
      try (var statement = connection.prepareStatement("""
          select m.account_id, m.provider_message_id
          from chats c
          join chat_messages m on m.chat_id = c.id
          where c.tenant_id = ?
            and c.id = ?
            and m.direction = 'INBOUND'
            and m.provider_message_id is not null
          order by m.id desc
          limit 1
          """)) {
        statement.setObject(1, chat.tenantId);
        statement.setObject(2, chat.id);
        try (var row = statement.executeQuery()) {
          return row.next()
              ? Optional.of(new Latest(row.getObject(1, UUID.class), row.getString(2)))
              : Optional.empty();
        }
      }
    });
  }
}
