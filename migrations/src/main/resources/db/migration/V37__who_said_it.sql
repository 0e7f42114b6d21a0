-- Which agent said what was said last in a chat, so that a list shows to each what is their own; null of customers and
-- services.
alter table chats add column last_message_agent_id uuid;

update chats
set last_message_agent_id = m.agent_id
from chat_messages m
where m.id = chats.last_message_id
  and m.direction = 'OUTBOUND'
  and m.agent_id is not null;

-- Whether further messages than its first one have a file. Where none has, it goes out of sight with that one.
alter table attachments add column shared boolean not null default false;
