-- A name is found by the beginnings of its words, which are kept as the endings of phone numbers are, so that each word of a
-- search is looked up as it is. Looked up as a beginning, all names that have it were collected before the next word was
-- looked at. Words and names are only as long as any of people, since a provider's may be of any length.
create function name_beginnings(name text) returns tsvector language sql immutable parallel safe
  return array_to_tsvector(array(
    select left(word, letters)
    from unnest(tsvector_to_array(to_tsvector('simple', folded(left(name, 200))))) as word,
      generate_series(1, least(length(word), 30)) as letters));

-- Null where there are no words.
create function name_wanted(words text) returns tsquery language sql immutable parallel safe
  return (
    select string_agg(quote_literal(left(word, 30)), ' & ')::tsquery
    from regexp_split_to_table(folded(words), '[^[:alnum:]]+') as word
    where word <> '');

drop index contacts_name_words;
drop function name_words;

create index contacts_name_beginnings on contacts using gin (name_beginnings(name)) where name is not null;

-- What is in it is said so that nobody looks for it by another index that begins with the kind.
drop index contact_identities_words;
create index contact_identities_words on contact_identities using gin (address_words(kind, value))
  where (kind in ('PHONE', 'EMAIL')) is true;
