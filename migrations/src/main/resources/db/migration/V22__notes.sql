-- What agents tell one another in a chat, and messages that are not shown any more.

-- Wider than before, so what is there need not be looked at.
alter domain direction drop constraint direction_check;
alter domain direction add constraint direction_check check (value in ('INBOUND', 'OUTBOUND', 'INTERNAL')) not valid;
alter domain message_state drop constraint message_state_check;
alter domain message_state add constraint message_state_check
  check (value in
    ('QUEUED', 'SENDING', 'UNCONFIRMED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED', 'EXPIRED', 'RECEIVED', 'STORED'))
  not valid;

-- (direction = 'INBOUND') = (status = 'RECEIVED') stays as it is.
alter table chat_messages
  drop constraint chat_messages_check1,
  add constraint chat_messages_outbound
    check (direction <> 'OUTBOUND' or (lane is not null and policy is not null and recipient is not null)) not valid,
  -- What it says is kept for whoever looks into what was done; nothing shows it.
  add column deleted_at timestamptz,
  -- An agent; null where a business service did it. No foreign key: it would be looked at with each message.
  add column deleted_by uuid;
