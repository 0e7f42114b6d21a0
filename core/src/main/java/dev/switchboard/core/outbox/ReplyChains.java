package dev.switchboard.core.outbox;

import dev.switchboard.core.account.Account;
import dev.switchboard.core.database.Columns;
import dev.switchboard.core.spi.Channel;
import dev.switchboard.core.spi.OutboundMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// Gives answers what was said before the message that they answer, for mail: its readers put threads together by that
/// (RFC 5322, 3.6.4). Other channels, and mails that answer nothing, cost nothing here.
final class ReplyChains {

  private static final int LONGEST = 20;

  static List<Claimed> complete(Connection connection, Account account, List<Claimed> claimed) throws SQLException {
    if (account.provider().capabilities().channel() != Channel.EMAIL) {
      return claimed;
    }
    var answered = claimed.stream()
        .map(each -> each.message().replyTo())
        .filter(Objects::nonNull)
        .map(OutboundMessage.Reply::messageId)
        .distinct()
        .toList();
    if (answered.isEmpty()) {
      return claimed;
    }
    var chains = find(connection, answered);
    return claimed.stream().map(each -> complete(each, chains)).toList();
  }

  private static Map<UUID, List<String>> find(Connection connection, List<UUID> answered) throws SQLException {
    var sql = """
        select r.id, earlier.provider_message_id
        from unnest(?::uuid[]) as r(id)
        cross join lateral (
          select m.id, coalesce(
            m.provider_message_id,
            (select provider_message_id
             from message_attempts
             where message_id = m.id and result = 'ACCEPTED'
             order by token desc
             limit 1)) as provider_message_id
          from chat_messages m
          where m.chat_id = (select chat_id from chat_messages where id = r.id)
            and m.id < r.id
          order by m.id desc
          limit %d) earlier
        where earlier.provider_message_id is not null
        order by r.id, earlier.id
        """.formatted(LONGEST);
    var chains = new HashMap<UUID, List<String>>();
    try (var statement = connection.prepareStatement(sql)) {
      new Columns<>(statement, 1, answered).uuid(id -> id);
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          chains.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>()).add(row.getString(2));
        }
      }
    }
    return chains;
  }

  private static Claimed complete(Claimed claimed, Map<UUID, List<String>> chains) {
    var message = claimed.message();
    var reply = message.replyTo();
    var chain = reply == null ? null : chains.get(reply.messageId());
    if (reply == null || chain == null) {
      return claimed;
    }
    return new Claimed(claimed.accountId(), claimed.lane(), claimed.token(), claimed.node(),
        new OutboundMessage(message.id(), message.chatId(), message.to(), message.content(),
            new OutboundMessage.Reply(reply.messageId(), reply.providerMessageId(), chain), message.attempt(),
            message.deadlineNanos(), message.files()));
  }

  private ReplyChains() {}
}
