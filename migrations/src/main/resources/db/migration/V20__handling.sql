-- How agents handle chats: who waits, who is asked to come back later, and the lists of an inbox.

alter table chats
  -- When the customer wrote what is the oldest of their messages that nobody has answered; null where none is.
  add column waiting_since timestamptz,
  -- It comes back at this time, or when the customer writes. Taken away when the time has come.
  add column snoozed_until timestamptz;

-- As far as can be told without reading messages.
update chats
set waiting_since = last_activity_at
where status = 'ACTIVE'
  and last_message_direction = 'INBOUND';

-- Which of the lists of an inbox a chat is in: each is in one, and a view or a status is some of them. So there is one index
-- for all of them, and a message that moves a chat writes into it once, as before. ChatQueue.java has the names.
alter table chats
  add column queue smallint not null generated always as (
    case
      when status = 'CLOSED' then 5
      when status = 'ARCHIVED' then 6
      when snoozed_until is not null then 4
      when assignee_id is null and waiting_since is not null then 0
      when waiting_since is not null then 1
      when assignee_id is null then 2
      else 3
    end) stored;

-- All begin with the queue, as chats_list began with the status: a lookup by tenant, account or agent and something else
-- must not find one of these.
drop index chats_list;
create index chats_list on chats (queue, tenant_id, last_activity_at desc, id desc);
create index chats_of_account on chats (queue, account_id, last_activity_at desc, id desc);
create index chats_of_agent on chats (queue, assignee_id, last_activity_at desc, id desc) where assignee_id is not null;

create index chats_snoozed on chats (snoozed_until) where snoozed_until is not null;

-- What is told of a chat when something about it has changed. What may be taken away is there as null, so that whoever
-- hears it forgets it.
create function chat_told(chat chats) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('windowExpiresAt', chat.window_expires_at, 'contactId', chat.contact_id,
      'continuedIn', chat.continued_in))
    || jsonb_build_object('chatId', chat.id, 'status', chat.status, 'unread', chat.unread,
      'snoozedUntil', chat.snoozed_until, 'waitingSince', chat.waiting_since,
      'assignee', (
        select jsonb_build_object('id', id, 'name', name)
        from agents
        where id = chat.assignee_id))
$$;

-- What was done to one thing.
create index audit_log_subject on audit_log (subject_id, id desc);
