-- What each message writes: fewer index entries.

-- The service's id of an outbound message is that of its attempts, where receipts look for it. Here it would be an indexed
-- column, and setting it would write every index of the message anew.
comment on column chat_messages.provider_message_id is 'of an inbound message; an outbound one has it in its attempts';

-- A row of the outbox is that of its message; its own id is its place in the order.
alter table outbox
  drop constraint outbox_pkey,
  drop constraint outbox_message_id_key,
  add primary key (message_id);

-- An event's place in the log, see V6: asked once for a statement, not for each of its rows.
create function event_xid() returns bigint language sql volatile as $$
  select greatest(
    pg_current_xact_id()::text::bigint,
    pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1)
$$;

alter table events
  alter column xid set default event_xid();
