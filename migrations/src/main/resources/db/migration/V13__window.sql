-- The time in which free content is allowed, how fast one account writes to one person, long texts, and what was decided
-- about a message.

alter table channel_accounts
  -- What is done with free content outside the customer's window; null: it is refused.
  add column window_policy jsonb
    check (window_policy is null or coalesce(window_policy ->> 'type', '') in ('refuse', 'template', 'route')),
  -- What is done with a text that is too long for one message where its sender does not say; null: it is refused.
  add column long_text text check (long_text in ('refuse', 'split'));

-- Whether it is still to be told that the window is about to close. Set by whatever makes the window longer, which changes
-- an indexed column anyhow, the last activity; so the index makes no update of a chat dearer but those. It has the open
-- windows of accounts that have windows, and no other chat.
alter table chats add column window_watched boolean not null default false;
create index chats_window on chats (window_expires_at) where window_watched;

-- The chats that were held before with a person: the window belongs to the person and the account, and outlives a chat.
create index chats_past on chats (contact_id, account_id) where status <> 'ACTIVE';

-- How fast one account has written to one person: the generic cell rate (GCRA), for accounts whose service has such a
-- rate. A row is worth nothing once its times are past.
create table pair_rates (
  chat_id uuid primary key,
  account_id uuid not null,
  -- Theoretical arrival time: when the pair would be idle again.
  tat timestamptz not null default '-infinity',
  -- The service asked us to let this person rest until then.
  paused_until timestamptz not null default '-infinity'
) with (fillfactor = 50);

-- The messages that continue another one, because the text was too long for one.
create table message_parts (
  message_id uuid primary key,
  tenant_id uuid not null,
  part_of uuid not null,
  place integer not null
);

create index message_parts_first on message_parts (part_of, place);

-- What was decided about a message on its way: only of messages about which something was.
create table message_decisions (
  message_id uuid not null,
  -- Decisions of one moment stay in their order.
  seq bigint generated always as identity,
  tenant_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  what text not null,
  detail jsonb not null default '{}',
  primary key (message_id, seq)
);
