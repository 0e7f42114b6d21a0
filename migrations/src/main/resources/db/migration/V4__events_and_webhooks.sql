-- The log that WebSockets, timelines and webhooks out read, and the raw webhooks that came in.
-- Both are partitioned by day: retention drops a partition, which costs the same whatever is in it.

-- Transaction ids start again after a restore, so a cursor is epoch.xid.seq. One row per life of the cluster.
create table event_epochs (
  epoch integer primary key,
  system_identifier bigint not null,
  timeline integer not null,
  started_at timestamptz not null default now(),
  unique (system_identifier, timeline)
);

insert into event_epochs (epoch, system_identifier, timeline)
select 1, s.system_identifier, c.timeline_id
from pg_control_system() s, pg_control_checkpoint() c;

create table events (
  epoch integer not null,
  xid bigint not null default pg_current_xact_id()::text::bigint,
  seq bigint generated always as identity (cache 1),
  tenant_id uuid not null,
  kind text not null,
  chat_id uuid,
  message_id uuid,
  payload jsonb not null,
  at timestamptz not null default clock_timestamp()
) partition by range (at);

create index events_cursor on events (epoch, xid, seq);
create index events_tenant_cursor on events (tenant_id, epoch, xid, seq);

create table webhook_inbox (
  id uuid not null,
  tenant_id uuid not null,
  account_id uuid not null,
  received_at timestamptz not null default now(),
  method text not null,
  query text not null,
  -- Without authorization and cookie headers.
  headers jsonb not null,
  body bytea not null,
  outcome text not null check (outcome in ('APPLIED', 'PARTLY_UNKNOWN')),
  messages integer not null default 0,
  receipts integer not null default 0,
  unknown integer not null default 0,
  -- Why something in it was not understood. Webhooks that do not verify are counted, not kept.
  reason text,
  primary key (id, received_at)
) partition by range (received_at);

create index webhook_inbox_account on webhook_inbox (account_id, received_at desc);

-- A default partition each, so that a missing day never stops an accept.
create table events_default partition of events default;
create table webhook_inbox_default partition of webhook_inbox default;

-- Makes today's partition and the next ones. Called at start and by CLEANUP; safe to call at any time by any node.
create function ensure_partitions(days_ahead integer) returns integer language plpgsql as $$
declare
  parent text;
  day date;
  made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtext('switchboard.ensure_partitions'));
  foreach parent in array array['events', 'webhook_inbox'] loop
    for i in 0 .. days_ahead loop
      day := (now() at time zone 'UTC')::date + i;
      continue when to_regclass(parent || '_' || to_char(day, 'YYYYMMDD')) is not null;
      begin
        execute format('create table %I partition of %I for values from (%L) to (%L)',
          parent || '_' || to_char(day, 'YYYYMMDD'), parent,
          day::timestamp at time zone 'UTC', (day + 1)::timestamp at time zone 'UTC');
        made := made + 1;
      exception
        -- Rows of that day are in the default partition already: they stay there, the next day gets its own.
        when check_violation then null;
      end;
    end loop;
  end loop;
  return made;
end
$$;

-- Drops the partitions whose whole day is older than the given age, and says how many.
create function drop_partitions(parent text, age interval) returns integer language plpgsql as $$
declare
  partition text;
  dropped integer := 0;
begin
  if parent not in ('events', 'webhook_inbox') then
    raise exception 'not a partitioned log: %', parent;
  end if;
  for partition in
    select c.relname
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    where i.inhparent = parent::regclass
      and c.relname ~ ('^' || parent || '_[0-9]{8}$')
      and (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' <= now() - age
    order by c.relname
  loop
    execute format('drop table %I', partition);
    dropped := dropped + 1;
  end loop;
  return dropped;
end
$$;

select ensure_partitions(7);
