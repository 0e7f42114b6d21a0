-- What came in, kept so that it can be read again; what services say of accounts; who did what.

-- A sealed row names the key: its body is then a nonce and, under AES-256-GCM, address, headers, what was understood and the
-- body, all in one, bound to tenant, account and id. Rows without a key are as they came.
alter table webhook_inbox
  add column key_id text,
  -- When it was last read again and applied.
  add column replayed_at timestamptz,
  alter column query drop not null,
  alter column headers drop not null,
  -- What is sealed cannot be made smaller.
  alter column body set storage external;

-- Few of them, and looked for among many.
create index webhook_inbox_unknown on webhook_inbox (account_id, received_at desc) where outcome = 'PARTLY_UNKNOWN';

-- Webhooks that did not verify are counted, not kept. Written at most once a second for each account and node.
create table webhook_refusals (
  account_id uuid primary key references channel_accounts on delete cascade,
  refused bigint not null,
  last_at timestamptz not null,
  -- Of the last one.
  why text not null
) with (fillfactor = 50);

-- What services say about accounts, for whoever runs them.
create table account_notices (
  -- The webhook that brought it, and its place there.
  webhook_id uuid not null,
  n integer not null,
  tenant_id uuid not null,
  account_id uuid not null,
  -- The service's own word for it.
  what text not null,
  words text not null,
  received_at timestamptz not null default clock_timestamp(),
  primary key (webhook_id, n),
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id)
);

create index account_notices_latest on account_notices (account_id, received_at desc);
create index account_notices_age on account_notices (received_at);

-- What people and services did that somebody may ask about later.
create table audit_log (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  at timestamptz not null default clock_timestamp(),
  -- Who; both are null where it was the node itself.
  agent_id uuid,
  api_key_id uuid,
  -- Such as `webhook-read`.
  action text not null,
  -- What it was done to.
  subject_id uuid,
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id)
);

create index audit_log_latest on audit_log (tenant_id, at desc);

-- An account that was deleted is off for good. Its chats and messages stay, so it does.
alter table channel_accounts
  add column deleted_at timestamptz,
  add check (deleted_at is null or not enabled);
