-- What agents put on chats, and what they say often.

create table labels (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null check (length(name) between 1 and 50),
  color text not null check (color ~ '^#[0-9a-f]{6}$'),
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);

create unique index labels_name on labels (tenant_id, lower(name));

create table chat_labels (
  chat_id uuid not null,
  label_id uuid not null,
  tenant_id uuid not null,
  primary key (chat_id, label_id),
  foreign key (tenant_id, chat_id) references chats (tenant_id, id) on delete cascade,
  foreign key (tenant_id, label_id) references labels (tenant_id, id) on delete cascade
);

create index chat_labels_label on chat_labels (label_id);

create table canned_replies (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  -- What is typed to have it.
  shortcut text not null check (length(shortcut) between 1 and 50),
  text text not null check (length(text) between 1 and 10000),
  created_at timestamptz not null default now()
);

create unique index canned_replies_shortcut on canned_replies (tenant_id, lower(shortcut));

-- As before, with the labels.
create or replace function chat_told(chat chats) returns jsonb language sql stable as $$
  select jsonb_strip_nulls(jsonb_build_object('windowExpiresAt', chat.window_expires_at, 'contactId', chat.contact_id,
      'continuedIn', chat.continued_in))
    || jsonb_build_object('chatId', chat.id, 'status', chat.status, 'unread', chat.unread,
      'snoozedUntil', chat.snoozed_until, 'waitingSince', chat.waiting_since,
      'labels', coalesce((
        select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.name, 'color', l.color) order by l.name)
        from chat_labels x
        join labels l on l.id = x.label_id
        where x.chat_id = chat.id), '[]'),
      'assignee', (
        select jsonb_build_object('id', id, 'name', name)
        from agents
        where id = chat.assignee_id))
$$;
