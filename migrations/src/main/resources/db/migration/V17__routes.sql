-- Where a message may go when the account that it was first meant for cannot take it.

create table routes (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  -- In their order: [{"account": name, "patienceSeconds": number, "subject": text}, …].
  legs jsonb not null check (jsonb_typeof(legs) = 'array'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, name)
);

create trigger routes_changed
  after insert or update or delete on routes
  for each row execute function announce_change();

-- What a workers' node has found out about an account, for as long as that is worth anything. Empty when all is well.
create table account_health (
  account_id uuid not null references channel_accounts on delete cascade,
  node text not null,
  reason text not null,
  since timestamptz not null default clock_timestamp(),
  -- A node that dies says nothing more.
  until timestamptz not null,
  primary key (account_id, node)
) with (fillfactor = 50);

create domain leg_state as text
  check (value in ('WAITING', 'CURRENT', 'TRIED'));

-- The ways of a message that was handed in for a route, made out when it was: a route that is changed later changes no
-- message. Messages for one account have none.
create table message_legs (
  message_id uuid not null,
  n smallint not null,
  tenant_id uuid not null,
  account_id uuid not null,
  channel text not null,
  recipient text not null,
  -- By which suppressions are looked up.
  recipient_key text not null,
  kind text not null,
  content jsonb not null,
  preview text not null,
  -- How long it is tried this way before another is taken.
  patience_seconds double precision not null,
  -- The only reason for which this way is taken; null where any that another way helps against is one.
  only_for text,
  -- At most one is CURRENT: the one that the message's own columns repeat. A TRIED one has failed for good.
  state leg_state not null,
  since timestamptz,
  -- Attempts of the message before this way was taken; they do not count against its delays.
  attempts_before integer not null default 0,
  primary key (message_id, n)
) with (fillfactor = 80);

-- Begun again although a service had taken it, because that service said later that it could not deliver it.
alter table outbox add column again boolean not null default false;
