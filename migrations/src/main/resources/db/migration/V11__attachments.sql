-- Files of messages: what customers sent, and what is sent to them.

-- WAITING: on its way in, or still with a service that is to be asked for it. KEPT: all of it is here.
-- GONE: it cannot be had any more. REFUSED: it is larger than this installation takes.
create domain attachment_state as text
  check (value in ('WAITING', 'KEPT', 'GONE', 'REFUSED'));

create table attachments (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  -- Over which it came; null where it was handed in.
  account_id uuid,
  -- The first message that it belongs to, and that one's chat; null where it belongs to none yet.
  message_id uuid,
  chat_id uuid,
  state attachment_state not null,
  -- What it was said to be, or what its bytes say where nobody said it.
  mime_type text,
  -- What its first bytes say; null where they say nothing.
  detected_type text,
  name text,
  size bigint,
  -- Lower-case hex.
  sha256 text,
  -- What its provider needs to fetch it: a secret, forgotten as soon as it is not needed any more.
  source text,
  -- Times that somebody began to fetch it, which is the fencing number as well.
  attempts integer not null default 0,
  due_at timestamptz,
  lease_until timestamptz,
  -- Why the last attempt did not work.
  error text,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id),
  foreign key (tenant_id, chat_id) references chats (tenant_id, id),
  check (state <> 'KEPT' or (mime_type is not null and size is not null and sha256 is not null))
) with (fillfactor = 70);

-- What is to be fetched. The lease is in no index.
create index attachments_waiting on attachments (account_id, due_at) where state = 'WAITING';
create index attachments_message on attachments (message_id) where message_id is not null;
-- What CLEANUP takes away.
create index attachments_unused on attachments (created_at) where message_id is null;

-- The bytes, 256 KiB in a row, so that a file is written and read without being held in memory whole. Not compressed:
-- pictures, sounds and films are already.
create table attachment_parts (
  attachment_id uuid not null references attachments on delete cascade,
  n integer not null,
  bytes bytea not null,
  primary key (attachment_id, n)
);

alter table attachment_parts alter column bytes set storage external;

-- By which ids services know files that were handed to them beforehand.
create table attachment_uploads (
  attachment_id uuid not null references attachments on delete cascade,
  account_id uuid not null references channel_accounts on delete cascade,
  service_id text,
  valid_until timestamptz,
  -- Who is handing it over now, and until when the others wait for that.
  holder uuid,
  lease_until timestamptz,
  primary key (attachment_id, account_id)
);

alter domain task_kind drop constraint task_kind_check;
alter domain task_kind add constraint task_kind_check
  check (value in ('MESSAGE_SEND', 'STATUS_CHECK', 'MEDIA_FETCH'));

create function create_media_fetch_row() returns trigger language plpgsql as $$
begin
  insert into account_tasks (account_id, task, lane) values (new.id, 'MEDIA_FETCH', 1);
  return new;
end
$$;

create trigger channel_accounts_media_fetch
  after insert on channel_accounts
  for each row execute function create_media_fetch_row();

insert into account_tasks (account_id, task, lane)
select id, 'MEDIA_FETCH', 1
from channel_accounts;
