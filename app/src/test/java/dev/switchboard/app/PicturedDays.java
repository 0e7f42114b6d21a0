package dev.switchboard.app;

/// A shop's last two days, for the pictures of the overview: what a worker would have added up, had the shop been open.
final class PicturedDays {

  private PicturedDays() {}

  /// @param site with the accounts of `pictures-overview-accounts`
  static void write(TestSite site) {
    // How much of a day's traffic an account has, and how busy the shop is at an hour of its morning and afternoon.
    site.query("""
        create temporary view busy as
        select a.tenant_id, a.id, a.name, h.hour,
          (s.n * (0.04 + exp(-power((extract(hour from h.hour at time zone 'UTC') - 13) / 3.2, 2))
            + 0.7 * exp(-power((extract(hour from h.hour at time zone 'UTC') - 19) / 2.4, 2)))
            * (0.85 + 0.3 * abs(sin(extract(epoch from h.hour) / 3600 * s.n)))
            * case when h.hour > now() - interval '25 hours' then 1 else 0.88 end)::bigint as messages
        from channel_accounts a
        join (values ('sandbox', 1480), ('pedidos', 620), ('sms', 310)) as s(name, n) on s.name = a.name
        cross join generate_series(date_trunc('hour', now()) - interval '47 hours', date_trunc('hour', now()), interval '1 hour')
          as h(hour);
        insert into overview_hours as known (tenant_id, account_id, hour, received, replies, accepted, sent, sending_seconds)
        select tenant_id, id, hour, messages * 31 / 100, messages * 22 / 100, messages, messages * 98 / 100,
          messages * case name when 'sandbox' then 0.21 when 'sms' then 0.48 else 0.9 end
        from busy
        on conflict (tenant_id, hour, account_id) do update
        set accepted = excluded.accepted, received = excluded.received, replies = excluded.replies, sent = excluded.sent,
          sending_seconds = excluded.sending_seconds;
        insert into overview_outcomes (tenant_id, account_id, hour, status, reason, messages)
        select tenant_id, id, hour, o.status, o.reason, ceil(messages * o.part)
        from busy
        join (values ('sandbox', 'READ', '', 0.71), ('sandbox', 'DELIVERED', '', 0.255), ('sandbox', 'SENT', '', 0.012),
            ('sandbox', 'FAILED', 'UNDELIVERABLE', 0.011), ('sandbox', 'FAILED', 'WINDOW_CLOSED', 0.006), ('sandbox', 'FAILED', 'BAD_ADDRESS', 0.004),
            ('sms', 'DELIVERED', '', 0.93), ('sms', 'SENT', '', 0.03), ('sms', 'FAILED', 'BAD_ADDRESS', 0.03),
            ('pedidos', 'SENT', '', 0.99), ('pedidos', 'FAILED', 'CONTENT_REFUSED', 0.004))
          as o(name, status, reason, part) on o.name = busy.name
        where messages > 0
        on conflict (tenant_id, hour, account_id, status, reason) do update
        set messages = excluded.messages;
        insert into overview_waits (tenant_id, account_id, hour, bucket, answers)
        select tenant_id, id, hour, b.bucket, ceil(messages * b.part)
        from busy
        cross join (values (70, 0.02), (84, 0.05), (94, 0.06), (102, 0.04), (115, 0.02), (128, 0.012)) as b(bucket, part)
        where name <> 'sms' and messages > 0
        on conflict (tenant_id, hour, account_id, bucket) do update
        set answers = excluded.answers;
        insert into overview_minutes (tenant_id, account_id, minute, lane, received, accepted, sent)
        select a.tenant_id, a.id, m.minute, l.lane, 0, l.n * (1.2 + sin(extract(epoch from m.minute) / 240 + l.lane)),
          l.n * (1.2 + sin(extract(epoch from m.minute) / 240 + l.lane))
        from channel_accounts a
        cross join generate_series(date_trunc('minute', now()) - interval '60 minutes', date_trunc('minute', now()) + interval '3 minutes',
          interval '1 minute') as m(minute)
        cross join (values (0, 12), (1, 46), (2, 160)) as l(lane, n)
        where a.name in ('sandbox', 'pedidos')
        on conflict (tenant_id, minute, account_id, lane) do update
        set accepted = excluded.accepted, sent = excluded.sent;
        insert into overview_queue (tenant_id, account_id, lane, due, messages)
        select a.tenant_id, a.id, q.lane, date_trunc('minute', now()) + q.due * interval '1 minute', q.n
        from channel_accounts a
        join (values ('sandbox', 2, 25, 860), ('pedidos', 2, 90, 2400))
          as q(name, lane, due, n) on q.name = a.name;
        insert into account_health (account_id, node, reason, until)
        select id, 'worker-2', 'UNREACHABLE', now() + interval '1 hour'
        from channel_accounts
        where name = 'sms'
        """);
  }
}
