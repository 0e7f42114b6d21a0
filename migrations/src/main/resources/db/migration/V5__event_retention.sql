-- Which cursors of the log are still good.

-- The last event of each tenant that was dropped: a cursor before it has missed something for ever.
create table event_retention (
  tenant_id uuid primary key references tenants on delete cascade,
  epoch integer not null,
  xid bigint not null,
  seq bigint not null
);

-- begin_event_epoch() may be called again in the same life of the cluster.
alter table event_epochs drop constraint event_epochs_system_identifier_timeline_key;

-- The timeline that is written now. The last checkpoint's is an older one for some time after a promotion.
create function event_timeline() returns integer language sql as $$
  select ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer
$$;

-- Begins a new epoch: all cursors given out before get a resync. To be called by hand after a restore that keeps system
-- identifier and timeline: a copy of the disk, or a dump loaded into the same cluster.
create function begin_event_epoch() returns integer language plpgsql as $$
declare
  begun integer;
begin
  perform pg_advisory_xact_lock(hashtext('switchboard.event_epochs'));
  insert into event_epochs (epoch, system_identifier, timeline)
  select coalesce((select max(epoch) from event_epochs), 0) + 1, system_identifier, event_timeline()
  from pg_control_system()
  returning epoch into begun;
  return begun;
end
$$;

-- The epoch to be used now: a new one where this is another cluster, or another timeline of it, than the last one's.
create function check_event_epoch() returns integer language plpgsql as $$
declare
  known integer;
begin
  select e.epoch into known
  from event_epochs e, pg_control_system() s
  where e.epoch = (select max(epoch) from event_epochs)
    and e.system_identifier = s.system_identifier
    and e.timeline = event_timeline();
  if known is not null then
    return known;
  end if;
  -- Of several nodes that find out at once, one begins the epoch and the others find it.
  perform pg_advisory_xact_lock(hashtext('switchboard.event_epochs'));
  select e.epoch into known
  from event_epochs e, pg_control_system() s
  where e.epoch = (select max(epoch) from event_epochs)
    and e.system_identifier = s.system_identifier
    and e.timeline = event_timeline();
  return coalesce(known, begin_event_epoch());
end
$$;

-- Notes the last event of each tenant in a partition that is about to go: one look into an index per tenant.
create function remember_dropped_events(partition text) returns void language plpgsql as $$
begin
  execute format($sql$
    insert into event_retention as known (tenant_id, epoch, xid, seq)
    select t.id, last.epoch, last.xid, last.seq
    from tenants t
    cross join lateral (
      select e.epoch, e.xid, e.seq
      from %I e
      where e.tenant_id = t.id
      order by e.epoch desc, e.xid desc, e.seq desc
      limit 1) last
    on conflict (tenant_id) do update
    set (epoch, xid, seq) = (excluded.epoch, excluded.xid, excluded.seq)
    where (known.epoch, known.xid, known.seq) < (excluded.epoch, excluded.xid, excluded.seq)
  $sql$, partition);
end
$$;

-- As before, but what is dropped of the event log is remembered in the same transaction.
create or replace function drop_partitions(parent text, age interval) returns integer language plpgsql as $$
declare
  partition text;
  old text[];
begin
  if parent not in ('events', 'webhook_inbox') then
    raise exception 'not a partitioned log: %', parent;
  end if;
  select coalesce(array_agg(c.relname::text order by c.relname), '{}') into old
  from pg_inherits i
  join pg_class c on c.oid = i.inhrelid
  where i.inhparent = parent::regclass
    and c.relname ~ ('^' || parent || '_[0-9]{8}$')
    and (to_date(right(c.relname, 8), 'YYYYMMDD') + 1)::timestamp at time zone 'UTC' <= now() - age;
  -- First all the looking, then all the dropping: the first drop locks the log until the commit.
  if parent = 'events' then
    foreach partition in array old loop
      perform remember_dropped_events(partition);
    end loop;
  end if;
  foreach partition in array old loop
    execute format('drop table %I', partition);
  end loop;
  return cardinality(old);
end
$$;
