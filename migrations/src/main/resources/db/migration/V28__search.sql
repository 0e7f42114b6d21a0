-- Finding chats by who is in them and by what was said. No extension is needed. The functions know what they call by their
-- definition, since an index that is made of them is built without a search path.

-- Small letters without accents.
create function folded(words text) returns text language sql immutable parallel safe
  return regexp_replace(normalize(lower(words), NFD), '[\u0300-\u036f]', '', 'g');

-- The stems of what was said, Portuguese and English ones side by side, since nobody says which it is. Portuguese ones also
-- of the words with their accents, by which its endings are known.
create function stems(said text) returns tsvector language sql immutable parallel safe
  return to_tsvector('portuguese', folded(said)) || to_tsvector('english', folded(said))
    || folded(to_tsvector('portuguese', said)::text)::tsvector;

-- What is to be among them: all words in one of the three forms.
create function stems_wanted(words text) returns tsquery language sql immutable parallel safe
  return plainto_tsquery('portuguese', folded(words)) || plainto_tsquery('english', folded(words))
    || folded(plainto_tsquery('portuguese', words)::text)::tsquery;

-- The beginnings of words of names and addresses; null where there are none.
create function beginnings_wanted(words text) returns tsquery language sql immutable parallel safe
  return (
    select string_agg(quote_literal(word) || ':*', ' & ')::tsquery
    from regexp_split_to_table(folded(words), '[^[:alnum:]]+') as word
    where word <> '');

create function name_words(name text) returns tsvector language sql immutable parallel safe
  return to_tsvector('simple', folded(name));

-- Of a phone number all its endings, so that digits anywhere in it are the beginning of one.
create function address_words(kind text, value text) returns tsvector language sql immutable parallel safe
  return case kind
    when 'PHONE' then array_to_tsvector(array(
      select substr(digits, place)
      from regexp_replace(value, '[^0-9]', '', 'g') as digits,
        generate_series(1, length(digits) - 2) as place))
    else to_tsvector('simple', regexp_replace(folded(value), '[^[:alnum:]]+', ' ', 'g'))
  end;

create index contacts_name_words on contacts using gin (name_words(name)) where name is not null;
create index contact_identities_words on contact_identities using gin (address_words(kind, value))
  where kind in ('PHONE', 'EMAIL');

-- What people said: customers, and agents to them and to one another. Not what services send, of which there is most and
-- which says the same a thousand times; so accepting it costs nothing more. Beside the messages, which are written again with
-- each of their statuses.
create table message_words (
  message_id uuid primary key,
  tenant_id uuid not null,
  chat_id uuid not null,
  words tsvector not null
);

create index message_words_found on message_words using gin (words);

-- The text in a content. No more of it is found than of a long letter.
create function said_in(content jsonb) returns text language sql immutable parallel safe
  return left(trim(coalesce(content ->> 'subject', '') || ' ' || coalesce(content ->> 'text', '') || ' '
    || coalesce(content ->> 'caption', '') || ' ' || coalesce(content ->> 'title', '') || ' '
    || coalesce(content ->> 'body', '')), 20000);

create function find_words() returns trigger language plpgsql as $$
declare
  said text := said_in(new.content);
begin
  if said <> '' then
    insert into message_words (message_id, tenant_id, chat_id, words)
    values (new.id, new.tenant_id, new.chat_id, stems(said))
    on conflict (message_id) do update
    set words = excluded.words;
  end if;
  return null;
end
$$;

create trigger chat_messages_words
  after insert or update of content on chat_messages
  for each row when (new.direction <> 'OUTBOUND' or new.agent_id is not null)
  execute function find_words();

insert into message_words (message_id, tenant_id, chat_id, words)
select id, tenant_id, chat_id, stems(said_in(content))
from chat_messages
where (direction <> 'OUTBOUND' or agent_id is not null)
  and said_in(content) <> '';
