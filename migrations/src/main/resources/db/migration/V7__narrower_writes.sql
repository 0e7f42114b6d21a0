-- What each message writes: nothing that is kept already somewhere else.

-- One index for both questions, the page of an inbox and the chats to archive. It starts with the status, because a lookup
-- by tenant and id, as foreign keys do it for each message, must not find an index here that begins with the tenant: without
-- statistics the planner holds that one for as good as the unique one, and walks all chats of the tenant.
drop index chats_list;
drop index chats_inactive;
create index chats_list on chats (status, tenant_id, last_activity_at desc, id desc);

-- The chat's tenant is the message's, and exists. Nothing refers to messages by tenant and id.
alter table chat_messages
  drop constraint chat_messages_tenant_id_fkey,
  drop constraint chat_messages_tenant_id_id_key;
