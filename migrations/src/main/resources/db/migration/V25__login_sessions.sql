-- Logins of agents: access tokens are good for as long as theirs is open, and pages keep theirs open by a cookie.
create table login_sessions (
  id uuid primary key,
  tenant_id uuid not null,
  agent_id uuid not null,
  -- How often it was renewed. The cookie has the number: only the latest is good, and the one before for a moment.
  renewals bigint not null default 0,
  created_at timestamptz not null default now(),
  renewed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  foreign key (tenant_id, agent_id) references agents (tenant_id, id) on delete cascade
) with (fillfactor = 70);

create index login_sessions_agent on login_sessions (agent_id) where ended_at is null;
create index login_sessions_age on login_sessions (expires_at);

-- Nodes cache them; this tells them to forget.
create trigger login_sessions_changed
  after update of ended_at on login_sessions
  for each row execute function announce_change();
