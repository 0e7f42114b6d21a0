-- One person under several addresses, and who is not to be written to.

-- A contact that was found to be another one: it stays, without addresses and chats, so that it can be told apart again.
alter table contacts
  add column merged_into uuid,
  add foreign key (tenant_id, merged_into) references contacts (tenant_id, id);

-- A chat that was closed because its customer turned out to have another open one over the same account: the chat in which
-- it goes on. No foreign key: it would be looked at with each chat that is made, and only merging sets it.
alter table chats add column continued_in uuid;

-- The chats of a contact. Open ones are found by chats_open_customer, so that this index costs nothing while a chat is in use.
create index chats_not_open on chats (contact_id) where status <> 'ACTIVE';

-- Addresses that are nobody's any more, as far as we know: who had them and why they do not.
create table retired_identities (
  id uuid primary key,
  tenant_id uuid not null,
  contact_id uuid not null,
  kind identity_kind not null,
  match_key text not null,
  value text not null,
  since timestamptz not null,
  until timestamptz not null default now(),
  why text not null,
  foreign key (tenant_id, contact_id) references contacts (tenant_id, id)
);

create index retired_identities_contact on retired_identities (contact_id);

create domain merge_cause as text
  check (value in ('AGENT', 'SAME_ITEM', 'MOVED'));

-- Each merge of two contacts, with what is needed to undo it.
create table contact_merges (
  id uuid primary key,
  tenant_id uuid not null,
  -- Who is not there any more, and who has what they had.
  loser_id uuid not null,
  winner_id uuid not null,
  cause merge_cause not null,
  -- The account whose service said that they are one, where one did.
  account_id uuid,
  agent_id uuid,
  merged_at timestamptz not null default now(),
  -- The winner's name before and after.
  name_before text,
  name_after text,
  -- Which addresses changed hands: [{kind, match_key}].
  identities jsonb not null,
  -- Which chats changed, and from what to what.
  chats jsonb not null,
  undone_at timestamptz,
  undone_by uuid,
  foreign key (tenant_id, loser_id) references contacts (tenant_id, id),
  foreign key (tenant_id, winner_id) references contacts (tenant_id, id),
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id),
  foreign key (tenant_id, undone_by) references agents (tenant_id, id)
);

create index contact_merges_loser on contact_merges (loser_id);
create index contact_merges_winner on contact_merges (winner_id);

-- Who is not to be written to. The key begins with what a message knows of its recipient: two accounts' rows of one address
-- stand side by side, and so does the one of all accounts.
create table suppressions (
  tenant_id uuid not null references tenants,
  match_key text not null,
  kind identity_kind not null,
  -- From which account not; null where from none of the tenant's.
  account_id uuid,
  scope uuid not null generated always as (coalesce(account_id, '00000000-0000-0000-0000-000000000000'::uuid)) stored,
  id uuid not null unique,
  -- The address as people write it.
  value text not null,
  -- What they or their mailbox said, such as STOP or ADDRESS_GONE, or an administrator's words.
  why text not null,
  since timestamptz not null default now(),
  -- The message that led to it, where one did.
  message_id uuid,
  agent_id uuid,
  primary key (tenant_id, match_key, kind, scope),
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id)
);

create index suppressions_list on suppressions (tenant_id, id desc);

-- What was said about it, in the order in which we heard it; only ever added.
create table consent_changes (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  kind identity_kind not null,
  match_key text not null,
  value text not null,
  account_id uuid,
  wanted boolean not null,
  why text not null,
  -- By the service's clock, or else by ours when it was heard.
  said_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  message_id uuid,
  agent_id uuid,
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id),
  foreign key (tenant_id, agent_id) references agents (tenant_id, id)
);

create index consent_changes_address on consent_changes (tenant_id, match_key, kind, said_at);

-- The match key of the recipient where it is not the recipient itself: suppressions are looked up by it when a message is
-- claimed.
alter table chat_messages add column recipient_key text;

-- Argentine numbers with and without the 9, and Mexican ones with and without the 1, are one address from now on.
create function pg_temp.new_match_key(kind text, key text) returns text language sql immutable as $$
  select case
    when kind = 'PHONE' and key ~ '^\+549[1-3][0-9]{9}$' then '+54' || substr(key, 5)
    when kind = 'PHONE' and key ~ '^\+521[2-9][0-9]{9}$' then '+52' || substr(key, 5)
    else key
  end
$$;

-- Where both spellings are known, they were taken for two addresses, of two contacts as a rule. Their contacts are not merged
-- here: this runs unattended when a node starts, and showing one customer another one's messages would be worse than what is
-- there now. The address goes to whoever was known by the newest spelling; the other contact keeps its chats, and an agent
-- who knows better merges the two.
with changed as (
  select tenant_id, kind, match_key, pg_temp.new_match_key(kind, match_key) as new_key,
    row_number() over (
      partition by tenant_id, kind, pg_temp.new_match_key(kind, match_key)
      order by created_at desc, match_key desc) as place
  from contact_identities
  where kind = 'PHONE'
    and (match_key like '+54%' or match_key like '+52%')),
superfluous as (
  delete from contact_identities i
  using changed c
  where c.place > 1
    and i.tenant_id = c.tenant_id and i.kind = c.kind and i.match_key = c.match_key
  returning i.*)
insert into retired_identities (id, tenant_id, contact_id, kind, match_key, value, since, why)
select gen_random_uuid(), tenant_id, contact_id, kind, match_key, value, created_at, 'known by another spelling'
from superfluous;

update contact_identities
set match_key = pg_temp.new_match_key(kind, match_key)
where kind = 'PHONE'
  and match_key <> pg_temp.new_match_key(kind, match_key);

-- What waits to be sent has to be found when its recipient opts out.
update chat_messages m
set recipient_key = k.match_key
from (
  select o.message_id, i.match_key
  from outbox o
  join chat_messages w on w.id = o.message_id
  join chats c on c.id = o.chat_id
  join contact_identities i on i.contact_id = c.contact_id and i.value = w.recipient) k
where m.id = k.message_id
  and m.recipient <> k.match_key;
