-- What agents do not see, and what they may be told of the rest.

create index team_accounts_tenant on team_accounts (tenant_id);

-- The accounts that an agent does not see; most see all.
create function hidden_accounts(agent uuid) returns uuid[] language sql stable as $$
  select coalesce(array_agg(distinct theirs.account_id), '{}')
  from agents a
  join team_accounts theirs on theirs.tenant_id = a.tenant_id
  where a.id = agent
    and a.role <> 'admin'
    and not exists (
      select
      from team_accounts own
      join team_agents m on m.team_id = own.team_id
      where own.account_id = theirs.account_id
        and m.agent_id = a.id)
$$;

-- An agent who sees to a chat that is opened again, if they still see it.
create function still_sees(agent uuid, account uuid) returns uuid language sql stable as $$
  select case when agent is not null and sees_account(agent, account) then agent end
$$;

-- As before, with the account as a further owner: who does not see all is told the sums over the accounts that they see.
create or replace function count_chat() returns trigger language plpgsql as $$
begin
  insert into chat_counts (owner_id, open, unread, waiting, unassigned)
  select owner_id, sum(n), sum(n * unread), sum(n * waiting), sum(n * unassigned)
  from (
    select owner_id, n, (side.unread > 0)::integer as unread, (queue in (0, 1))::integer as waiting,
      (queue in (0, 2))::integer as unassigned
    from (
      values (old.tenant_id, -1, old.unread, old.queue), (old.account_id, -1, old.unread, old.queue),
        (old.assignee_id, -1, old.unread, old.queue), (new.tenant_id, 1, new.unread, new.queue),
        (new.account_id, 1, new.unread, new.queue), (new.assignee_id, 1, new.unread, new.queue))
      as side(owner_id, n, unread, queue)
    where queue <= 3
      and owner_id is not null) counted
  group by owner_id
  having (sum(n), sum(n * unread), sum(n * waiting), sum(n * unassigned)) <> (0, 0, 0, 0);
  return null;
end
$$;

insert into chat_counts (owner_id, open, unread, waiting, unassigned)
select account_id, count(*), count(*) filter (where unread > 0), count(*) filter (where queue in (0, 1)),
  count(*) filter (where queue in (0, 2))
from chats
where queue <= 3
  and account_id is not null
group by account_id;
