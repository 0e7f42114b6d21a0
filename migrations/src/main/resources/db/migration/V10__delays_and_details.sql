-- A service may say that it goes on trying: a fact, never a message's status.
alter domain message_fact drop constraint message_fact_check;
alter domain message_fact add constraint message_fact_check
  check (value in ('SENDING', 'UNCONFIRMED', 'SENT', 'DELAYED', 'DELIVERED', 'READ', 'FAILED', 'CANCELED', 'EXPIRED'));
alter domain reported_status drop constraint reported_status_check;
alter domain reported_status add constraint reported_status_check
  check (value in ('SENT', 'DELAYED', 'DELIVERED', 'READ', 'FAILED'));

-- What a service reported besides, by name, such as what the message cost.
alter table message_status add column details jsonb;
alter table receipts_waiting add column details jsonb;
