package dev.switchboard.core.consent;

import dev.switchboard.core.contact.Address;
import dev.switchboard.core.database.Ids;
import dev.switchboard.core.database.Jsonb;
import dev.switchboard.core.spi.IdentityKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

/// Writes the list of addresses that are not written to, with what was said about them and the event.
///
/// In the caller's transaction, after whatever it does with chats and messages. Repeating it changes nothing. None of this is
/// on the way of an ordinary message.
public final class SuppressionList {

  private static final Comparator<Consent> BY_KEY = Comparator.comparing(Consent::tenantId)
      .thenComparing(consent -> consent.address().matchKey())
      .thenComparing(consent -> consent.address().kind());

  private SuppressionList() {}

  /// Applies what customers said, one after the other. What somebody says by one of the addresses by which WhatsApp knows them
  /// holds for the others as well: a reply may go to either.
  public static void apply(Connection connection, List<Consent> consents) throws SQLException {
    for (var consent : consents) {
      for (var each : withSiblings(connection, consent).stream().sorted(BY_KEY).toList()) {
        write(connection, each);
      }
    }
  }

  /// Suppresses each for what was found out by sending to it.
  public static void add(Connection connection, List<Consent> consents) throws SQLException {
    for (var consent : consents.stream().sorted(BY_KEY).toList()) {
      write(connection, consent);
    }
  }

  /// Lets what was said by one of these addresses, which are one person's at one service, hold for the others.
  public static void share(Connection connection, UUID tenantId, List<Address> addresses) throws SQLException {
    var known = addresses.stream().filter(address -> isShared(address.kind())).toList();
    if (known.size() < 2) {
      return;
    }
    for (var consent : said(connection, tenantId, known)) {
      for (var other : known) {
        write(connection, consent.of(other));
      }
    }
  }

  // By a phone number and by a user id WhatsApp means the same person. Other addresses speak for themselves: one mailbox that
  // bounces says nothing about another.
  private static boolean isShared(IdentityKind kind) {
    return switch (kind) {
      case PHONE, BSUID -> true;
      case EMAIL, DEVICE, TELEGRAM -> false;
    };
  }

  private static List<Consent> withSiblings(Connection connection, Consent consent) throws SQLException {
    var all = new ArrayList<>(List.of(consent));
    if (!isShared(consent.address().kind())) {
      return all;
    }
    try (var statement = connection.prepareStatement("""
        select other.kind, other.value, other.match_key
        from contact_identities own
        join contact_identities other on other.contact_id = own.contact_id
        where own.tenant_id = ?
          and own.kind = ?
          and own.match_key = ?
          and other.kind in ('PHONE', 'BSUID')
          and other.kind <> own.kind
        """)) {
      statement.setObject(1, consent.tenantId());
      statement.setString(2, consent.address().kind().name());
      statement.setString(3, consent.address().matchKey());
      try (var row = statement.executeQuery()) {
        while (row.next()) {
          all.add(consent.of(
              new Address(IdentityKind.valueOf(row.getString(1)), row.getString(2), row.getString(3))));
        }
      }
    }
    return all;
  }

  private static List<Consent> said(Connection connection, UUID tenantId, List<Address> addresses)
      throws SQLException {
    try (var statement = connection.prepareStatement("""
        select s.kind, s.value, s.match_key, s.account_id, s.why, s.since, s.message_id
        from suppressions s
        where s.tenant_id = ?
          and s.match_key = any (?)
          and s.kind in ('PHONE', 'BSUID')
          and s.account_id is not null
        order by s.match_key, s.kind, s.scope
        """)) {
      statement.setObject(1, tenantId);
      statement.setArray(2,
          connection.createArrayOf("text", addresses.stream().map(Address::matchKey).distinct().toArray()));
      try (var row = statement.executeQuery()) {
        var said = new ArrayList<Consent>();
        var seen = new HashSet<UUID>();
        while (row.next()) {
          var accountId = row.getObject("account_id", UUID.class);
          if (seen.add(accountId)) {
            said.add(new Consent(tenantId,
                new Address(IdentityKind.valueOf(row.getString("kind")), row.getString("value"),
                    row.getString("match_key")),
                accountId, false, row.getString("why"),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                row.getObject("message_id", UUID.class), null));
          }
        }
        return said;
      }
    }
  }

  static void write(Connection connection, Consent consent) throws SQLException {
    var change = consent.wanted() ? """
        delete from suppressions s
        using said
        where s.tenant_id = said.tenant_id
          and s.match_key = said.match_key
          and s.kind = said.kind
          and s.account_id is not distinct from said.account_id
          and not exists (select from later)
        returning s.kind, s.match_key, s.value""" : """
        insert into suppressions (tenant_id, match_key, kind, account_id, id, value, why, since, message_id, agent_id)
        select tenant_id, match_key, kind, account_id, id, value, why, said_at, message_id, agent_id
        from said
        where not exists (select from later)
        on conflict do nothing
        returning kind, match_key, value""";
    var sql = """
        with said as (
          select ?::uuid as tenant_id, ?::text as kind, ?::text as match_key, ?::text as value, ?::uuid as account_id,
            ?::boolean as wanted, ?::text as why, ?::timestamptz as said_at, ?::uuid as message_id, ?::uuid as agent_id,
            ?::uuid as id),
        known as materialized (
          select c.said_at, c.wanted
          from said
          join consent_changes c
            on c.tenant_id = said.tenant_id and c.match_key = said.match_key and c.kind = said.kind
              and c.account_id is not distinct from said.account_id
          where c.said_at >= said.said_at),
        later as (
          select 1
          from known, said
          where known.said_at > said.said_at
            and known.wanted <> said.wanted
            and said.agent_id is null),
        changed as (
          %s),
        recorded as (
          insert into consent_changes (id, tenant_id, kind, match_key, value, account_id, wanted, why, said_at, message_id,
            agent_id)
          select id, tenant_id, kind, match_key, value, account_id, wanted, why, said_at, message_id, agent_id
          from said
          where not exists (
            select
            from known
            where known.said_at = said.said_at
              and known.wanted = said.wanted))
        insert into events (epoch, xid, tenant_id, kind, chat_id, payload)
        select (select max(epoch) from event_epochs), (select event_xid()), said.tenant_id, 'consent_changed', chat.id,
          jsonb_strip_nulls(jsonb_build_object('chatId', chat.id, 'contactId', i.contact_id, 'account', a.name,
            'kind', changed.kind, 'address', changed.value, 'wanted', said.wanted, 'why', said.why))
        from changed
        cross join said
        left join channel_accounts a on a.id = said.account_id
        left join contact_identities i
          on i.tenant_id = said.tenant_id and i.kind = changed.kind and i.match_key = changed.match_key
        left join chats chat
          on chat.contact_id = i.contact_id and chat.kind = 'customer' and chat.status = 'ACTIVE'
            and (said.account_id is null or chat.account_id = said.account_id)
        """.formatted(change);
    try (var statement = connection.prepareStatement(sql)) {
      statement.setObject(1, consent.tenantId());
      statement.setString(2, consent.address().kind().name());
      statement.setString(3, consent.address().matchKey());
      statement.setString(4, consent.address().value());
      statement.setObject(5, consent.accountId());
      statement.setBoolean(6, consent.wanted());
      statement.setString(7, Jsonb.storableText(consent.why()));
      statement.setString(8, consent.saidAt().toString());
      statement.setObject(9, consent.messageId());
      statement.setObject(10, consent.agentId());
      statement.setObject(11, Ids.next());
      statement.executeUpdate();
    }
  }
}
