-- How many chats there are to be seen to. Nobody counts them: whatever changes what a chat counts for adds the difference, as
-- a row of its own, so that nobody waits for anybody; CLEANUP adds the rows up.

create table chat_counts (
  -- A tenant, or an agent: then of the chats that they see to. No foreign key, which would lock.
  owner_id uuid not null,
  -- Of open chats that are not to come back later: how many there are, and how many of them are so.
  open integer not null,
  unread integer not null,
  waiting integer not null,
  unassigned integer not null
);

create index chat_counts_owner on chat_counts (owner_id);

create function count_chat() returns trigger language plpgsql as $$
begin
  insert into chat_counts (owner_id, open, unread, waiting, unassigned)
  select owner_id, sum(n), sum(n * unread), sum(n * waiting), sum(n * unassigned)
  from (
    select owner_id, n, (side.unread > 0)::integer as unread, (queue in (0, 1))::integer as waiting,
      (queue in (0, 2))::integer as unassigned
    from (
      values (old.tenant_id, -1, old.unread, old.queue), (old.assignee_id, -1, old.unread, old.queue),
        (new.tenant_id, 1, new.unread, new.queue), (new.assignee_id, 1, new.unread, new.queue))
      as side(owner_id, n, unread, queue)
    where queue <= 3
      and owner_id is not null) counted
  group by owner_id
  having (sum(n), sum(n * unread), sum(n * waiting), sum(n * unassigned)) <> (0, 0, 0, 0);
  return null;
end
$$;

create trigger chats_counted
  after insert or delete on chats
  for each row execute function count_chat();

-- Most changes of a chat change nothing of this.
create trigger chats_counted_again
  after update on chats
  for each row when (
    old.queue <> new.queue
    or (old.unread > 0) <> (new.unread > 0)
    or old.assignee_id is distinct from new.assignee_id)
  execute function count_chat();

insert into chat_counts (owner_id, open, unread, waiting, unassigned)
select owner_id, count(*), count(*) filter (where unread > 0), count(*) filter (where queue in (0, 1)),
  count(*) filter (where queue in (0, 2))
from chats
cross join lateral (values (tenant_id), (assignee_id)) as owner(owner_id)
where queue <= 3
  and owner_id is not null
group by owner_id;
