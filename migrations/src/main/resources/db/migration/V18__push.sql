-- Agents' browsers, which are told by Web Push that a customer has written.

-- The pair of keys by which push services know this installation, where the configuration has none. Subscriptions are bound to
-- it for life, so it is made once, and of nodes that make one at the same time the first wins.
create table push_keys (
  only_one boolean primary key default true check (only_one),
  public_key text not null,
  -- "keyId:base64(nonce || AES-GCM ciphertext)", as secrets of accounts are.
  private_key text not null,
  created_at timestamptz not null default now()
);

create table push_subscriptions (
  id uuid primary key,
  tenant_id uuid not null,
  agent_id uuid not null,
  -- A browser has one; it is the agent's who said so last.
  endpoint text not null unique check (length(endpoint) <= 2000),
  -- The endpoint's origin, for people and for sharing out calls.
  service text not null,
  p256dh text not null,
  auth text not null,
  -- The public key that it was made with: with another pair the service refuses.
  application_key text not null,
  name text,
  -- Whether this device may show what was written.
  preview boolean not null,
  created_at timestamptz not null default clock_timestamp(),
  confirmed_at timestamptz not null default clock_timestamp(),
  -- As the browser said; null where it did not.
  expires_at timestamptz,
  pushed_at timestamptz,
  -- Why the last notification was not taken; null when one was taken since.
  failure text,
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
) with (fillfactor = 70);

create index push_subscriptions_agent on push_subscriptions (agent_id, id);
create index push_subscriptions_tenant on push_subscriptions (tenant_id);

-- What is still to be told to which device: at most one notification of a chat, the latest. No foreign keys to chats and
-- messages: they would lock rows that accepting and receiving wait for.
create table push_deliveries (
  subscription_id uuid not null references push_subscriptions on delete cascade,
  chat_id uuid not null,
  message_id uuid not null,
  due_at timestamptz not null default now(),
  -- Afterwards nobody wants to be told any more.
  expires_at timestamptz not null,
  attempts integer not null default 0,
  -- Somebody is sending it until then.
  claimed_until timestamptz,
  primary key (subscription_id, chat_id)
) with (fillfactor = 50);

create index push_deliveries_due on push_deliveries (due_at);

-- How far the log of events has been read for this, and which node reads it. Who leads holds the lease; each change of
-- leader takes the next token, and only under the latest one is the position moved.
create table push_reader (
  only_one boolean primary key default true check (only_one),
  epoch integer,
  xid bigint,
  seq bigint,
  token bigint not null default 0,
  node text,
  lease_until timestamptz
) with (fillfactor = 50);

insert into push_reader default values;

-- Agents who have an inbox open, as each node with WebSockets says again and again. Worth nothing after a crash.
create unlogged table agent_presence (
  agent_id uuid not null,
  node uuid not null,
  until timestamptz not null,
  primary key (agent_id, node)
) with (fillfactor = 50);

-- Whether notifications may show what customers write, on devices that want it.
alter table tenants add column push_preview boolean not null default true;
