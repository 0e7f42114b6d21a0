-- What a column may hold, as domains instead of checks of the tables. A table's check is parsed anew out of its stored text
-- by each statement that writes to the table, and tried on each row that is written, whatever it changes; a domain's is kept
-- ready by the session, and tried on values that are set.

create domain lane as smallint
  check (value between 0 and 2);
create domain delivery_policy as text
  check (value in ('at-least-once', 'at-most-once'));
create domain direction as text
  check (value in ('INBOUND', 'OUTBOUND'));
create domain message_state as text
  check (value in
    ('QUEUED', 'SENDING', 'UNCONFIRMED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED', 'EXPIRED', 'RECEIVED'));
-- What message_status tells of a message.
create domain message_fact as text
  check (value in ('SENDING', 'UNCONFIRMED', 'SENT', 'DELIVERED', 'READ', 'FAILED', 'CANCELED', 'EXPIRED'));
create domain reported_status as text
  check (value in ('SENT', 'DELIVERED', 'READ', 'FAILED'));
create domain attempt_result as text
  check (value in ('ACCEPTED', 'RETRY_LATER', 'REJECTED', 'UNCONFIRMED', 'LEASE_EXPIRED', 'NOT_SENT'));
create domain outbox_state as text
  check (value in ('SCHEDULED', 'QUEUED', 'DOUBT'));
create domain chat_kind as text
  check (value in ('customer', 'direct', 'group'));
create domain chat_status as text
  check (value in ('ACTIVE', 'CLOSED', 'ARCHIVED'));
create domain identity_kind as text
  check (value in ('PHONE', 'BSUID', 'EMAIL', 'DEVICE'));
create domain webhook_outcome as text
  check (value in ('APPLIED', 'PARTLY_UNKNOWN'));
create domain task_kind as text
  check (value in ('MESSAGE_SEND', 'STATUS_CHECK'));
create domain count_of as integer
  check (value >= 0);
create domain sha256 as bytea
  check (octet_length(value) = 32);
create domain idempotency_key as text
  check (length(value) between 1 and 255);
-- An object of whoever hands it in.
create domain metadata as jsonb
  check (jsonb_typeof(value) = 'object');

-- What concerns more than one column stays with the table.
alter table chat_messages
  drop constraint chat_messages_direction_check,
  drop constraint chat_messages_metadata_check,
  drop constraint chat_messages_lane_check,
  drop constraint chat_messages_policy_check,
  drop constraint chat_messages_status_check,
  alter column direction type direction,
  alter column metadata type metadata,
  alter column lane type lane,
  alter column policy type delivery_policy,
  alter column status type message_state;

alter table chats
  drop constraint chats_kind_check,
  drop constraint chats_status_check,
  drop constraint chats_last_message_direction_check,
  drop constraint chats_unread_check,
  alter column kind type chat_kind,
  alter column status type chat_status,
  alter column last_message_direction type direction,
  alter column unread type count_of;

alter table contact_identities
  drop constraint contact_identities_kind_check,
  alter column kind type identity_kind;

alter table outbox
  drop constraint outbox_lane_check,
  drop constraint outbox_state_check,
  alter column lane type lane,
  alter column state type outbox_state;

alter table message_status
  drop constraint message_status_status_check,
  alter column status type message_fact;

alter table message_attempts
  drop constraint message_attempts_result_check,
  alter column result type attempt_result;

alter table receipts_waiting
  drop constraint receipts_waiting_status_check,
  alter column status type reported_status;

alter table idempotency_keys
  drop constraint idempotency_keys_key_check,
  drop constraint idempotency_keys_request_hash_check,
  alter column key type idempotency_key,
  alter column request_hash type sha256;

alter table account_tasks
  drop constraint account_tasks_task_check,
  drop constraint account_tasks_lane_check,
  alter column task type task_kind,
  alter column lane type lane;

alter table webhook_inbox
  drop constraint webhook_inbox_outcome_check,
  alter column outcome type webhook_outcome;
