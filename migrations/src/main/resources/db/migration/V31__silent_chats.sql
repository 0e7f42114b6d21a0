-- Chats in which only services have written are in a list of their own, not among those that agents have to see to.

-- The index and the sums know the queue.
drop trigger chats_counted on chats;
drop trigger chats_counted_again on chats;

-- Until the customer or somebody who answers in it writes, or somebody sees to it.
alter table chats add column silent boolean not null default false;

update chats c
set silent = true
where c.assignee_id is null
  and c.waiting_since is null
  and not exists (
    select
    from chat_messages m
    where m.chat_id = c.id
      and (m.direction = 'INBOUND' or m.agent_id is not null));

-- As before, with the silent ones. ChatQueue.java has the names.
alter table chats
  drop column queue,
  add column queue smallint not null generated always as (
    case
      when status = 'CLOSED' then 5
      when status = 'ARCHIVED' then 6
      when snoozed_until is not null then 4
      when assignee_id is null and waiting_since is not null then 0
      when waiting_since is not null then 1
      when assignee_id is not null then 3
      when silent then 7
      else 2
    end) stored;

create index chats_list on chats (queue, tenant_id, last_activity_at desc, id desc);
create index chats_of_account on chats (queue, account_id, last_activity_at desc, id desc);
create index chats_of_agent on chats (queue, assignee_id, last_activity_at desc, id desc) where assignee_id is not null;

-- Most new chats are silent, and count for nothing.
create trigger chats_counted
  after insert on chats
  for each row when (new.queue <= 3)
  execute function count_chat();
create trigger chats_counted_no_more
  after delete on chats
  for each row when (old.queue <= 3)
  execute function count_chat();
create trigger chats_counted_again
  after update on chats
  for each row when (
    old.queue <> new.queue
    or (old.unread > 0) <> (new.unread > 0)
    or old.assignee_id is distinct from new.assignee_id)
  execute function count_chat();

truncate chat_counts;

insert into chat_counts (owner_id, open, unread, waiting, unassigned)
select owner_id, count(*), count(*) filter (where unread > 0), count(*) filter (where queue in (0, 1)),
  count(*) filter (where queue in (0, 2))
from chats
cross join lateral (values (tenant_id), (account_id), (assignee_id)) as owner(owner_id)
where queue <= 3
  and owner_id is not null
group by owner_id;

-- As before, with whether it is silent.
create or replace function chat_told(chat chats) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('windowExpiresAt', chat.window_expires_at, 'contactId', chat.contact_id,
      'continuedIn', chat.continued_in))
    || jsonb_build_object('chatId', chat.id, 'status', chat.status, 'unread', chat.unread, 'silent', chat.queue = 7,
      'snoozedUntil', chat.snoozed_until, 'waitingSince', chat.waiting_since,
      'labels', coalesce((
        select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'color', l.color) order by l.name)
        from chat_labels x
        join labels l on l.id = x.label_id
        where x.chat_id = chat.id), '[]'),
      'assignee', (
        select jsonb_build_object('id', id, 'name', name)
        from agents
        where id = chat.assignee_id))
$$;
