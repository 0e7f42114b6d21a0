-- What admins and agents say about agents.

create domain language as text
  check (value in ('pt', 'en'));

alter table agents
  -- In which the inbox speaks to them; null until they choose.
  add column language language,
  -- How many open chats they may be given without being asked.
  add column capacity integer not null default 10 check (capacity between 0 and 1000);

-- Nodes cache agents; this tells them to forget.
create trigger agents_changed
  after update of name, email, role, disabled_at or delete on agents
  for each row execute function announce_change();
