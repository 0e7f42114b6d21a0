-- What agents know of a contact: a JSON object of texts; null where nothing, so that no contact that is there is rewritten.
alter table contacts add column fields jsonb;
