package dev.switchboard.bench;

/// An inbox as one sees it after some years: open chats of the demo tenant with a message in each, and a thread of a customer
/// who writes all the time. Made by the triggers of the schema, so it can be searched and is counted.
///
/// Very many messages have the word `encomenda`; `passaporte` is in one, in the middle of the long thread.
record FilledInbox(int chats, int messages) {

  /// The statements that make it, in a database with a demo tenant.
  String[] statements() {
    return new String[]{"""
        create function pg_temp.v7(at timestamptz, n bigint) returns uuid language sql immutable as $$
          select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid
        $$
        """, """
        create temporary table people as
        select n, pg_temp.v7(now() - interval '1000 days' + make_interval(secs => n), n) as id,
          a.tenant_id, a.id as account_id, '+55119' || lpad(n::text, 8, '0') as number,
          (array['Ana', 'Bruno', 'Carla', 'Davi', 'Elisa', 'Fábio', 'Gilda', 'Hugo', 'Inês', 'João'])[1 + n %% 10] || ' '
            || (array['Alves', 'Barros', 'Conceição', 'Dias', 'Farias', 'Gomes', 'Lins'])[1 + n / 10 %% 7] || ' ' || n as name,
          now() - make_interval(secs => 10 * (%1$d - n)) as at
        from channel_accounts a, generate_series(1, %1$d) n
        where a.name = 'sandbox'
        """.formatted(chats), """
        create temporary table said as
        select n, id as chat_id, tenant_id, account_id, number, at, true as inbound,
          case when n % 4 = 0 then 'Quero saber da minha encomenda ' || n else 'Bom dia, preciso de ajuda com o pedido ' || n end as text
        from people
        where n < (select max(n) from people)
        """, """
        insert into said
        select n, id, tenant_id, account_id, number, people.at - make_interval(secs => 60 * (%1$d - i)), i %% 3 > 0,
          case
            when i = %1$d / 2 then 'O número do passaporte mudou'
            when i %% 2 = 0 then 'E a outra encomenda, a de número ' || i || '?'
            else 'Entendi, obrigado. ' || repeat('Vou ver e respondo. ', i %% 7)
          end
        from (select * from people order by n desc limit 1) people, generate_series(1, %1$d) i
        """.formatted(messages), """
        insert into contacts (id, tenant_id, name)
        select id, tenant_id, name
        from people
        """, """
        insert into contact_identities (tenant_id, kind, match_key, value, contact_id)
        select tenant_id, 'PHONE', number, number, id
        from people
        """, """
        insert into chats (id, tenant_id, contact_id, account_id, address, status, last_message_id, last_message_preview,
          last_message_direction, last_activity_at, created_at, unread, waiting_since)
        select p.id, p.tenant_id, p.id, p.account_id, p.number, 'ACTIVE', pg_temp.v7(p.at, p.n), s.text, 'INBOUND', p.at,
          p.at, case when p.n % 5 = 0 then 1 else 0 end, case when p.n % 3 = 0 then p.at end
        from people p
        left join said s on s.chat_id = p.id and s.at = p.at
        """, """
        insert into chat_messages (id, tenant_id, chat_id, account_id, direction, kind, content, recipient, lane, policy,
          provider_message_id, status, created_at)
        select pg_temp.v7(at, n), tenant_id, chat_id, account_id, case when inbound then 'INBOUND' else 'OUTBOUND' end,
          'text', jsonb_build_object('type', 'text', 'text', text), case when not inbound then number end,
          case when not inbound then 1 end, case when not inbound then 'at-least-once' end,
          case when inbound then 'sbx-' || n || '-' || extract(epoch from at) end,
          case when inbound then 'RECEIVED' else 'READ' end, at
        from said
        """, "vacuum analyze"};
  }
}
