-- Chats that wait for anybody are given to agents who are there, where their account wants it.

create domain assignment as text
  check (value in ('manual', 'automatic'));

alter table channel_accounts
  -- Who gives its chats to agents: people, or the engine.
  add column assignment assignment not null default 'manual';

create index channel_accounts_automatic on channel_accounts (tenant_id) where assignment = 'automatic' and enabled;

alter table chats
  -- When the engine gave it to its agent; null where it has none, or where somebody else decided.
  add column given_at timestamptz;

-- Whatever gives a chat to another agent, or takes it away, decides for itself.
create function forget_giving() returns trigger language plpgsql as $$
begin
  new.given_at := null;
  return new;
end
$$;

create trigger chats_given_otherwise
  before update of assignee_id on chats
  for each row when (
    old.given_at is not null
    and new.given_at is not distinct from old.given_at
    and new.assignee_id is distinct from old.assignee_id)
  execute function forget_giving();

-- Those that wait for anybody, the one that has waited longest first. A row enters when somebody writes to whom nobody has
-- answered, and leaves when somebody does.
create index chats_to_give on chats (account_id, waiting_since, id) where queue = 0;

-- What giving knows of an agent.
create table agent_turns (
  agent_id uuid primary key,
  tenant_id uuid not null,
  -- When they were given a chat last. Next is who was given one the longest ago.
  given_at timestamptz not null,
  -- Since when they are found to be gone; null while they are there. Not what agent_presence says: that is worth nothing
  -- after a crash, when everybody would be gone at once.
  gone_since timestamptz,
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
) with (fillfactor = 50);

-- Who has room for more now may be given more.
drop trigger agents_changed on agents;
create trigger agents_changed
  after update of name, email, role, capacity, disabled_at or delete on agents
  for each row execute function announce_change();
