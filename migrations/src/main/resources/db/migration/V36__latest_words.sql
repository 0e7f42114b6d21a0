-- What was said is looked through by tenant from its latest on, where that is less than all that has the words.
alter table message_words
  drop constraint message_words_pkey,
  add primary key (tenant_id, message_id);

-- When a message was written, by the clock of the node that made its id, UUIDv7: the order of messages is that of their ids.
create function written_at(id uuid) returns timestamptz language sql immutable parallel safe
  return to_timestamp(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint / 1000.0);

-- Of what is deleted nothing is kept to be found by, so finding does not look at the messages.
create or replace function find_words() returns trigger language plpgsql as $$
declare
  said text := said_in(new.content);
begin
  if said <> '' and new.deleted_at is null then
    insert into message_words (message_id, tenant_id, chat_id, words)
    values (new.id, new.tenant_id, new.chat_id, stems(said))
    on conflict (tenant_id, message_id) do update
    set words = excluded.words;
  elsif tg_op = 'UPDATE' then
    delete from message_words
    where tenant_id = new.tenant_id
      and message_id = new.id;
  end if;
  return null;
end
$$;

drop trigger chat_messages_words on chat_messages;

create trigger chat_messages_words
  after insert or update of content, deleted_at on chat_messages
  for each row when (new.direction <> 'OUTBOUND' or new.agent_id is not null)
  execute function find_words();

delete from message_words
using chat_messages m
where m.id = message_words.message_id
  and m.deleted_at is not null;
