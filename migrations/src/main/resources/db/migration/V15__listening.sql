-- Accounts whose provider fetches by itself, as from a mailbox, and which chat an answer belongs to.

-- How far each account has been read, and which node reads it. Who leads holds a lease; each change of leader takes the next
-- token, and only under the latest one may the position be moved.
create table listening_positions (
  account_id uuid primary key references channel_accounts on delete cascade,
  -- The provider's own words; null before the first item.
  position text,
  token bigint not null default 0,
  node text,
  -- Null where nobody leads.
  lease_until timestamptz,
  updated_at timestamptz not null default now(),
  last_item_at timestamptz,
  last_error text,
  last_error_at timestamptz,
  -- In a row, since the service was last reached.
  failures integer not null default 0
) with (fillfactor = 50);

comment on column listening_positions.token is 'the fencing number: what is put under an older one is refused';

-- A new account is to be listened to at once; so far only changes were announced.
drop trigger channel_accounts_changed on channel_accounts;
create trigger channel_accounts_changed
  after insert or update or delete on channel_accounts
  for each row execute function announce_change();

-- People who are not a chat's customer and have proved that they belong there, as by the address that its letters ask to
-- answer to: colleagues who were sent a copy. Their further answers need no proof.
create table chat_participants (
  chat_id uuid not null,
  tenant_id uuid not null,
  kind identity_kind not null,
  match_key text not null,
  joined_at timestamptz not null default now(),
  primary key (chat_id, kind, match_key),
  foreign key (tenant_id, chat_id) references chats (tenant_id, id) on delete cascade
);

-- A person's latest chat, where none is open. Not of the open ones: those are found by their own index, and a chat is young
-- and busy while it is open.
create index chats_over on chats (contact_id, account_id, id desc)
  where kind = 'customer' and status <> 'ACTIVE';
