-- What an overview shows, added up from the log of events by one reader, exactly once by its position. The transactions that
-- write messages and events know nothing of it. See docs/decisions/0025.

-- One row: how far the log has been read, and who reads it.
create table overview_reader (
  only_one boolean primary key default true check (only_one),
  epoch integer,
  xid bigint,
  seq bigint,
  -- Messages that were accepted before are not counted, whatever becomes of them.
  since timestamptz not null default now(),
  -- When the last event that was counted was written; nothing before it by more than a day is looked for.
  reached timestamptz not null default now(),
  -- When somebody last looked and counted all that there was.
  complete_at timestamptz not null default now(),
  token bigint not null default 0,
  node text,
  lease_until timestamptz
) with (fillfactor = 50);

insert into overview_reader default values;

-- What has become of messages, by the hour in which they were to be sent: how many of them have which status now. No foreign
-- keys here and below, which would lock; only accounts that there are are asked about.
create table overview_outcomes (
  tenant_id uuid not null,
  account_id uuid not null,
  hour timestamptz not null,
  status message_state not null,
  -- Why, of those that failed; empty otherwise.
  reason text not null,
  messages bigint not null,
  primary key (tenant_id, hour, account_id, status, reason)
) with (fillfactor = 50);

-- Messages that wait to be sent or to be tried again, by the minute in which they were to be sent: one that is still to come
-- is when they are scheduled for. Rows of none are deleted.
create table overview_queue (
  tenant_id uuid not null,
  account_id uuid not null,
  lane lane not null,
  due timestamptz not null,
  messages bigint not null,
  primary key (tenant_id, account_id, lane, due)
) with (fillfactor = 50);

-- What happened in an hour.
create table overview_hours (
  tenant_id uuid not null,
  account_id uuid not null,
  hour timestamptz not null,
  received bigint not null,
  -- Of these, the ones by people who had been written to last.
  replies bigint not null,
  accepted bigint not null,
  -- That a service took, and how long they had been due by then, all together.
  sent bigint not null,
  sending_seconds double precision not null,
  primary key (tenant_id, hour, account_id)
) with (fillfactor = 50);

-- The same by the minute and lane, of the last hour or so: how fast things go now.
create table overview_minutes (
  tenant_id uuid not null,
  account_id uuid not null,
  minute timestamptz not null,
  -- -1 of what came in.
  lane smallint not null check (lane between -1 and 2),
  received bigint not null,
  accepted bigint not null,
  sent bigint not null,
  primary key (tenant_id, minute, account_id, lane)
) with (fillfactor = 50);

create index overview_minutes_age on overview_minutes (minute);

-- How long customers waited for answers that were given in an hour: each bucket reaches 5 % further than the one before, 0 has
-- what took less than a second.
create table overview_waits (
  tenant_id uuid not null,
  account_id uuid not null,
  hour timestamptz not null,
  bucket smallint not null,
  answers bigint not null,
  primary key (tenant_id, hour, account_id, bucket)
) with (fillfactor = 50);

create index overview_outcomes_age on overview_outcomes (hour);
create index overview_hours_age on overview_hours (hour);
create index overview_waits_age on overview_waits (hour);

-- Customers who wait, by account, the longest first. What makes them wait or not changes the chat's queue, so no update of a
-- chat becomes dearer but those.
create index chats_waiting on chats (account_id, waiting_since) where queue in (0, 1);
