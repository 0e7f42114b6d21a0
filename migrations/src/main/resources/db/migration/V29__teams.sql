-- Who sees which accounts. An account that no team has is seen by everybody; one that teams have, by their agents and by
-- admins.

create table teams (
  id uuid primary key,
  tenant_id uuid not null references tenants,
  name text not null check (length(name) between 1 and 100),
  created_at timestamptz not null default now(),
  unique (tenant_id, id)
);

create unique index teams_name on teams (tenant_id, lower(name));

create table team_agents (
  team_id uuid not null,
  agent_id uuid not null,
  tenant_id uuid not null,
  primary key (team_id, agent_id),
  foreign key (tenant_id, team_id) references teams (tenant_id, id) on delete cascade,
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
);

create index team_agents_agent on team_agents (agent_id);

create table team_accounts (
  team_id uuid not null,
  account_id uuid not null,
  tenant_id uuid not null,
  primary key (team_id, account_id),
  foreign key (tenant_id, team_id) references teams (tenant_id, id) on delete cascade,
  foreign key (tenant_id, account_id) references channel_accounts (tenant_id, id) on delete cascade
);

create index team_accounts_account on team_accounts (account_id);

-- Nodes cache who sees what; this tells them to forget.
create function announce_team() returns trigger language plpgsql as $$
begin
  perform pg_notify('switchboard_changed', 'teams ' || coalesce(new.team_id, old.team_id));
  return null;
end
$$;

create trigger team_agents_changed
  after insert or delete on team_agents
  for each row execute function announce_team();
create trigger team_accounts_changed
  after insert or delete on team_accounts
  for each row execute function announce_team();

create function sees_account(agent uuid, account uuid) returns boolean language sql stable as $$
  select not exists (
      select
      from team_accounts
      where account_id = account)
    or exists (
      select
      from agents
      where id = agent
        and role = 'admin')
    or exists (
      select
      from team_accounts a
      join team_agents m on m.team_id = a.team_id
      where a.account_id = account
        and m.agent_id = agent)
$$;
