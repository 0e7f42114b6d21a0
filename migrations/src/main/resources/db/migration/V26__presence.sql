-- What agents say of themselves, and what they look at.

create domain presence as text
  check (value in ('online', 'away', 'busy'));

alter table agents
  -- What they said last. It counts while they have an inbox open; who comes back after a while is online again.
  add column presence presence not null default 'online',
  -- When the last of their inboxes was closed, or they last said something of themselves.
  add column last_seen_at timestamptz;

-- The chats that they look at there.
alter table agent_presence
  add column looking uuid[] not null default '{}';
