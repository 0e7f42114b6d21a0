-- The conversations: people, chats, messages, and what happened to each message.

create table contacts (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text,
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);

create table contact_identities (
  tenant_id uuid not null,
  kind text not null check (kind in ('PHONE', 'BSUID', 'EMAIL', 'DEVICE')),
  -- Equal for all spellings of one address, such as Brazilian numbers with and without the ninth digit.
  match_key text not null,
  -- The address as the service last gave it: this is what is sent to.
  value text not null,
  contact_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, kind, match_key),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);

create index contact_identities_contact on contact_identities (contact_id);

create table chats (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  kind text not null default 'customer' check (kind in ('customer', 'direct', 'group')),
  contact_id uuid,
  account_id uuid,
  -- Where a reply goes.
  address text,
  status text not null default 'ACTIVE' check (status in ('ACTIVE', 'CLOSED', 'ARCHIVED')),
  assignee_id uuid,
  last_message_id uuid,
  last_message_preview text,
  last_message_direction text check (last_message_direction in ('INBOUND', 'OUTBOUND')),
  last_activity_at timestamptz not null default now(),
  unread integer not null default 0 check (unread >= 0),
  window_expires_at timestamptz,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id),
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id),
  foreign key (tenant_id, assignee_id) references agents (tenant_id, id),
  check (kind <> 'customer' or (contact_id is not null and account_id is not null and address is not null))
) with (fillfactor = 70);

-- At most one open chat with a customer over one account. Upserts name this predicate literally.
create unique index chats_open_customer on chats (contact_id, account_id)
  where kind = 'customer' and status = 'ACTIVE';

create index chats_list on chats (tenant_id, last_activity_at desc, id desc);
create index chats_inactive on chats (last_activity_at) where status = 'ACTIVE';

create table chat_messages (
  -- UUIDv7. Made by whichever node accepts it, so it orders roughly; the outbox orders exactly.
  id uuid primary key,
  tenant_id uuid not null references tenants,
  chat_id uuid not null,
  account_id uuid,
  direction text not null check (direction in ('INBOUND', 'OUTBOUND')),
  kind text not null,
  content jsonb not null,
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object'),
  reply_to uuid,
  agent_id uuid,
  recipient text,
  lane smallint check (lane between 0 and 2),
  policy text check (policy in ('at-least-once', 'at-most-once')),
  send_at timestamptz,
  expires_at timestamptz,
  provider_message_id text,
  status text not null check (status in
    ('QUEUED', 'SENDING', 'UNCONFIRMED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED', 'EXPIRED', 'RECEIVED')),
  -- Why, where the status is FAILED or UNCONFIRMED.
  reason text,
  idempotency_key text,
  created_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, chat_id) references chats (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id),
  check ((direction = 'INBOUND') = (status = 'RECEIVED')),
  check (direction = 'INBOUND' or (lane is not null and policy is not null and recipient is not null))
) with (fillfactor = 80);

-- A thread, newest first.
create index chat_messages_thread on chat_messages (chat_id, id desc);

-- The same inbound message again is the same row.
create unique index chat_messages_inbound on chat_messages (account_id, provider_message_id)
  where direction = 'INBOUND';

-- What happened to a message: facts, only ever added. A repeated receipt is the same fact.
create table message_status (
  message_id uuid not null,
  -- Which send it is about; 0 where a fact belongs to none (CANCELED, EXPIRED, receipts that cannot be told apart).
  attempt integer not null default 0,
  status text not null check (status in
    ('SENDING', 'UNCONFIRMED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED', 'EXPIRED')),
  -- Who, in chats of several; empty in chats of two.
  participant text not null default '',
  tenant_id uuid not null,
  -- Our clock.
  occurred_at timestamptz not null default clock_timestamp(),
  -- The service's clock. Not in the key: services repeat receipts with other times.
  provider_at timestamptz,
  reason text,
  code text,
  detail text,
  -- Whether it moved the message's status, or came too late to.
  applied boolean not null default true,
  primary key (message_id, attempt, status, participant)
);

-- Every call to a service, written even by a worker that has lost its lease.
create table message_attempts (
  message_id uuid not null,
  token bigint not null,
  attempt integer not null,
  tenant_id uuid not null,
  account_id uuid not null,
  node text not null,
  started_at timestamptz not null,
  finished_at timestamptz,
  result text not null check (result in
    ('ACCEPTED', 'RETRY_LATER', 'REJECTED', 'UNCONFIRMED', 'LEASE_EXPIRED', 'NOT_SENT')),
  provider_message_id text,
  reason text,
  code text,
  detail text,
  -- When it will be tried again, where it will.
  next_due_at timestamptz,
  -- Accepted although another attempt had been accepted before: the customer has it twice.
  duplicate boolean not null default false,
  primary key (message_id, token)
);

-- How a receipt finds its message. Not unique: e-mail keeps our Message-ID over all attempts, so that receivers see one.
create index message_attempts_provider on message_attempts (account_id, provider_message_id)
  where provider_message_id is not null;

create table idempotency_keys (
  tenant_id uuid not null references tenants,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256 of the request.
  request_hash bytea not null check (octet_length(request_hash) = 32),
  message_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, key)
);

create index idempotency_keys_age on idempotency_keys (created_at);
