import { useSignal } from "@preact/signals";
import type { Team } from "../../api/settings.ts";
import { accounts, agents, toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { Trash } from "../icons.tsx";
import { IconButton } from "../parts.tsx";
import { Confirm, type Form, FormDialog, TextField, useForm } from "./form.tsx";
import { Nothing, SettingSection, Shown, Table, useLoaded } from "./parts.tsx";

type Is = { kind: "write"; team: Team | null } | { kind: "delete"; team: Team } | null;

/** Who sees which accounts. */
export function Teams() {
  const t = w().settings.teams;
  const open = useSignal<Is>(null);
  const all = useLoaded(async (signal) => (await api.get<{ teams: Team[] }>("/teams", signal)).teams);
  const close = () => (open.value = null);
  const is = open.value;
  return (
    <SettingSection title={w().settings.sections.teams} hint={t.hint}
      actions={<button type="button" class="primary" onClick={() => (open.value = { kind: "write", team: null })}>{t.add}</button>}>
      <Shown of={all}>
        {(list) => list.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <Table name={w().settings.sections.teams} rows={list} keyOf={(each) => each.id} columns={[
            {
              head: w().settings.name,
              cell: (each) => <button type="button" class="row-name" aria-label={t.edit(each.name)} onClick={() => (open.value = { kind: "write", team: each })}>{each.name}</button>,
            },
            { head: t.people, cell: (each) => each.agents.map((agent) => agent.name).join(", ") || <span class="faint">{t.nobody}</span> },
            { head: t.accounts, cell: (each) => each.accounts.join(", ") || <span class="faint">{t.noAccounts}</span>, wide: true },
            {
              head: w().settings.actions, bare: true,
              cell: (each) => <IconButton name={t.deleteTitle(each.name)} onClick={() => (open.value = { kind: "delete", team: each })}><Trash /></IconButton>,
            },
          ]} />
        )}
      </Shown>
      {is?.kind === "write" && <WriteTeam team={is.team} again={all.again} onClose={close} />}
      {is?.kind === "delete" && (
        <Confirm title={t.deleteTitle(is.team.name)} words={t.deleteWords} action={w().settings.remove} onClose={close}
          run={async () => {
            await api.delete(`/teams/${is.team.id}`);
            await all.again();
            toast(t.deleted);
          }} />
      )}
    </SettingSection>
  );
}

function WriteTeam({ team, again, onClose }: { team: Team | null; again: () => Promise<void>; onClose: () => void }) {
  const t = w().settings.teams;
  const chosen = Object.fromEntries([
    ...(team?.agents ?? []).map((agent) => [`agents.${agent.id}`, true]),
    ...(team?.accounts ?? []).map((name) => [`accounts.${name}`, true]),
  ]) as Record<string, boolean>;
  const form = useForm({ name: team?.name ?? "", ...chosen }, async (values) => {
    const under = (prefix: string) => Object.keys(values).filter((name) => name.startsWith(prefix) && values[name] === true).map((name) => name.slice(prefix.length));
    const wanted = { name: values.name, agents: under("agents."), accounts: under("accounts.") };
    if (team === null) await api.post("/teams", wanted);
    else await api.patch(`/teams/${team.id}`, wanted);
    toast(w().settings.saved);
    onClose();
    await again();
  });
  return (
    <FormDialog title={team === null ? t.new : t.edit(team.name)} form={form} submit={team === null ? t.add : w().settings.save} onClose={onClose}>
      <TextField form={form} name="name" label={w().settings.name} focus />
      <Picks form={form} name={t.people} prefix="agents." of={(agents.value ?? []).map(({ id, name }) => ({ key: id, name }))} />
      <Picks form={form} name={t.accounts} prefix="accounts." of={accounts.value.map(({ name }) => ({ key: name, name }))} />
      <p class="faint">{t.lost}</p>
    </FormDialog>
  );
}

function Picks({ form, name, prefix, of }: { form: Form; name: string; prefix: string; of: readonly { key: string; name: string }[] }) {
  return (
    <fieldset class="picks">
      <legend>{name}</legend>
      {of.map((each) => (
        <label key={each.key} class="check">
          <input type="checkbox" checked={form.values[prefix + each.key] === true} onChange={(e) => form.set(prefix + each.key, e.currentTarget.checked)} />
          <span>{each.name}</span>
        </label>
      ))}
    </fieldset>
  );
}
