-- Who may do what, and through which accounts.
-- Every row of every other table has its tenant; composite foreign keys (tenant_id, id) keep tenants apart.

create table tenants (
  id uuid primary key,
  name text not null unique,
  created_at timestamptz not null default now()
);

create table agents (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  email text not null,
  name text not null,
  password_hash text not null,
  role text not null default 'agent' check (role in ('admin', 'supervisor', 'agent')),
  disabled_at timestamptz,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);

-- An agent logs in with an address alone, so the address is one agent over all tenants.
create unique index agents_email on agents (lower(email));

create table api_keys (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null,
  -- The first characters of the key, so that people can tell keys apart; they do not help to guess it.
  prefix text not null,
  -- SHA-256 of the whole key. A key is 256 random bits, so a slow hash would add nothing but time.
  hash bytea not null unique check (octet_length(hash) = 32),
  created_at timestamptz not null default now(),
  revoked_at timestamptz
);

create index api_keys_tenant on api_keys (tenant_id);

create table channel_accounts (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null check (name ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
  provider text not null,
  settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object'),
  -- Name of the secret to "keyId:base64(nonce || AES-GCM ciphertext)", bound to tenant, account and name.
  secrets jsonb not null default '{}' check (jsonb_typeof(secrets) = 'object'),
  enabled boolean not null default true,
  -- Messages per second over all nodes and lanes; null where only the service's own limits count.
  rate_per_second double precision check (rate_per_second > 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, name),
  unique (tenant_id, id)
);

-- The account's generic cell rate (GCRA). Locked by every claim of a limited account, so it stands by itself.
create table account_rates (
  account_id uuid primary key references channel_accounts on delete cascade,
  -- Theoretical arrival time: when the account would be idle again.
  tat timestamptz not null default '-infinity',
  -- The service asked us to wait until then.
  paused_until timestamptz not null default '-infinity'
) with (fillfactor = 50);

-- Whether a task waits in JobRunr for an account: MESSAGE_SEND for each lane, and STATUS_CHECK. At most one of each does.
-- Set in the transaction that enqueues the task, cleared by the drain in a transaction of its own before it claims.
create table account_tasks (
  account_id uuid not null references channel_accounts on delete cascade,
  task text not null check (task in ('MESSAGE_SEND', 'STATUS_CHECK')),
  lane smallint not null check (lane between 0 and 2),
  flagged boolean not null default false,
  woken_at timestamptz,
  task_id uuid,
  primary key (account_id, task, lane)
) with (fillfactor = 50);

create function create_account_rows() returns trigger language plpgsql as $$
begin
  insert into account_rates (account_id) values (new.id);
  insert into account_tasks (account_id, task, lane)
  values (new.id, 'MESSAGE_SEND', 0), (new.id, 'MESSAGE_SEND', 1), (new.id, 'MESSAGE_SEND', 2),
    (new.id, 'STATUS_CHECK', 1);
  return new;
end
$$;

create trigger channel_accounts_rows
  after insert on channel_accounts
  for each row execute function create_account_rows();

-- Nodes cache accounts and API keys; this tells them to forget.
create function announce_change() returns trigger language plpgsql as $$
begin
  perform pg_notify('switchboard_changed', tg_table_name || ' ' || coalesce(new.id, old.id));
  return null;
end
$$;

create trigger channel_accounts_changed
  after update or delete on channel_accounts
  for each row execute function announce_change();

create trigger api_keys_changed
  after update or delete on api_keys
  for each row execute function announce_change();
