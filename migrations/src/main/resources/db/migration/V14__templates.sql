-- Messages that are written beforehand: our own, and those that services keep and approve.

create table templates (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  -- Our own are one namespace for each channel, a service's one for each account.
  name text not null check (length(name) between 1 and 512),
  channel text not null check (channel in ('WHATSAPP', 'SMS', 'EMAIL', 'PUSH')),
  language text not null check (length(language) between 1 and 35),
  -- The account whose service keeps it; null where it is our own.
  account_id uuid,
  -- The service's id, which accounts of one business share; null where it is our own.
  service_id text,
  category text,
  -- The version that is sent.
  version integer not null check (version > 0),
  -- The service's own word. Only APPROVED is sent, which our own are until they are DELETED.
  state text not null check (state ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  reason text,
  -- When the service said so, by the database's clock: what was asked earlier does not take it back.
  state_at timestamptz not null default now(),
  -- The language to take where the one that is asked for is not there.
  standard boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, id),
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id) on delete cascade
);

create unique index templates_own on templates (tenant_id, channel, name, lower(language))
  where account_id is null and state <> 'DELETED';
create unique index templates_of_accounts on templates (account_id, name, language)
  where account_id is not null;
create unique index templates_standard_own on templates (tenant_id, channel, name)
  where standard and account_id is null and state <> 'DELETED';
create unique index templates_standard_of_accounts on templates (account_id, name)
  where standard and account_id is not null;
create index templates_list on templates (tenant_id, name, id);
create index templates_service_id on templates (tenant_id, service_id) where service_id is not null;

-- What a template says. Only ever added: a message names the version that it was made of.
create table template_versions (
  tenant_id uuid not null,
  template_id uuid not null,
  version integer not null check (version > 0),
  -- Our own: the texts by member. A service's: its components, as it describes them.
  body jsonb not null,
  -- What fills it.
  variables jsonb not null check (jsonb_typeof(variables) = 'array'),
  service_id text,
  category text,
  created_at timestamptz not null default now(),
  -- The agent who wrote it; null where it came from the service.
  created_by uuid,
  primary key (template_id, version),
  foreign key (tenant_id, template_id) references templates (tenant_id, id) on delete cascade,
  foreign key (tenant_id, created_by) references agents (tenant_id, id)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % do not change', tg_table_name using errcode = 'restrict_violation';
end
$$;

create trigger template_versions_stay
  before update on template_versions
  for each row execute function refuse_change();

-- When an account's templates were last fetched, and when they are fetched next. Every enabled account gets a row; whether
-- its service keeps templates is known to its provider alone.
create table template_syncs (
  account_id uuid primary key,
  tenant_id uuid not null,
  due_at timestamptz not null default now(),
  -- The node that fetches them now has until then.
  lease_until timestamptz,
  synced_at timestamptz,
  failed_at timestamptz,
  failure text,
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id) on delete cascade
);

create index template_syncs_due on template_syncs (due_at);

-- Nodes remember templates by tenant; many changes in one transaction are one announcement.
create function announce_templates() returns trigger language plpgsql as $$
begin
  perform pg_notify('switchboard_changed', 'templates ' || coalesce(new.tenant_id, old.tenant_id));
  return null;
end
$$;

create trigger templates_changed
  after insert or update or delete on templates
  for each row execute function announce_templates();
