import { useSignal } from "@preact/signals";
import type { FullAgent } from "../../api/settings.ts";
import { agents, presence, toast } from "../../store/inbox.ts";
import { api, me } from "../../store/session.ts";
import { dateTime, w } from "../../words/index.ts";
import { Avatar } from "../parts.tsx";
import { Confirm, type Form, FormDialog, SelectField, TextField, useForm } from "./form.tsx";
import { SettingSection, Shown, Table, tell, useLoaded } from "./parts.tsx";

type Is = { kind: "new" } | { kind: "change" | "password" | "disable"; agent: FullAgent } | null;

function RoleField({ form }: { form: Form }) {
  const t = w().settings.team;
  return (
    <SelectField form={form} name="role" label={t.role} hint={t.roleHints[form.text("role")]}
      options={Object.entries(t.roles).map(([value, words]) => ({ value, words }))} />
  );
}

/** Who signs in: everybody of the tenant, what they may do, and whether they still may. */
export function Team() {
  const t = w().settings.team;
  const open = useSignal<Is>(null);
  const all = useLoaded(async (signal) => {
    const found = (await api.get<{ agents: FullAgent[] }>("/agents", signal)).agents;
    agents.value = found.filter((each) => each.disabledAt === undefined);
    return found;
  });
  const close = () => (open.value = null);
  const is = open.value;
  return (
    <SettingSection title={w().settings.sections.team} hint={t.hint}
      actions={<button type="button" class="primary" onClick={() => (open.value = { kind: "new" })}>{t.add}</button>}>
      <Shown of={all}>
        {(list) => (
          <Table name={w().settings.sections.team} rows={list} keyOf={(each) => each.id} faded={(each) => each.disabledAt !== undefined} columns={[
            { head: w().settings.name, cell: (each) => <Name agent={each} onOpen={() => (open.value = { kind: "change", agent: each })} /> },
            { head: t.role, cell: (each) => t.roles[each.role] ?? each.role },
            { head: t.seen, cell: (each) => <Seen agent={each} />, wide: true },
          ]} />
        )}
      </Shown>
      {is?.kind === "new" && <NewAgent again={all.again} onClose={close} />}
      {is?.kind === "change" && <ChangeAgent agent={is.agent} again={all.again} onClose={close} go={(kind) => (open.value = { kind, agent: is.agent })} />}
      {is?.kind === "password" && <GivePassword agent={is.agent} onClose={close} />}
      {is?.kind === "disable" && (
        <Confirm title={t.disableTitle(is.agent.name)} words={t.disableWords} action={t.disable} onClose={close}
          run={async () => {
            await api.patch(`/agents/${is.agent.id}`, { disabled: true });
            await all.again();
            toast(t.disabledToast(is.agent.name));
          }} />
      )}
    </SettingSection>
  );
}

function Name({ agent, onOpen }: { agent: FullAgent; onOpen: () => void }) {
  return (
    <div class="row-person">
      <span class="with-presence">
        <Avatar id={agent.id} name={agent.name} small />
        <span class={`presence ${presence.value.get(agent.id) ?? "offline"}`} aria-hidden="true" />
      </span>
      <div>
        <button type="button" class="row-name" aria-label={w().settings.team.edit(agent.name)} onClick={onOpen}>{agent.name}</button>
        {agent.id === me.value?.id && <span class="faint"> ({w().settings.team.you})</span>}
        {agent.disabledAt !== undefined && <span class="faint"> ({w().settings.team.disabled})</span>}
        <span class="faint row-second">{agent.email}</span>
      </div>
    </div>
  );
}

function Seen({ agent }: { agent: FullAgent }) {
  const t = w();
  const is = presence.value.get(agent.id) ?? "offline";
  if (is !== "offline") return <>{t.presence[is]}</>;
  return <span class="faint">{agent.lastSeenAt ? dateTime(agent.lastSeenAt) : t.settings.team.never}</span>;
}

function NewAgent({ again, onClose }: { again: () => Promise<void>; onClose: () => void }) {
  const t = w().settings.team;
  const form = useForm({ name: "", email: "", password: "", role: "agent" }, async (values) => {
    await api.post("/agents", { ...values, email: String(values.email).trim() });
    toast(t.added(String(values.name)));
    onClose();
    await again();
  });
  return (
    <FormDialog title={t.new} form={form} submit={t.add} onClose={onClose}>
      <TextField form={form} name="name" label={w().settings.name} focus />
      <TextField form={form} name="email" type="email" label={t.email} />
      <TextField form={form} name="password" type="password" label={t.password} hint={t.passwordHint} autocomplete="new-password" />
      <RoleField form={form} />
    </FormDialog>
  );
}

function ChangeAgent(props: { agent: FullAgent; again: () => Promise<void>; onClose: () => void; go: (kind: "password" | "disable") => void }) {
  const { agent } = props;
  const t = w().settings.team;
  const before = { name: agent.name, role: agent.role, capacity: String(agent.capacity ?? "") };
  const form = useForm(before, async (values) => {
    const capacity = String(values.capacity).trim();
    await api.patch(`/agents/${agent.id}`, {
      name: values.name,
      ...(values.role === before.role ? {} : { role: values.role }),
      ...(capacity === before.capacity ? {} : { capacity: /^\d+$/.test(capacity) ? Number(capacity) : capacity }),
    });
    toast(w().settings.saved);
    props.onClose();
    await props.again();
  });
  const enable = () => void tell(async () => {
    await api.patch(`/agents/${agent.id}`, { disabled: false });
    props.onClose();
    await props.again();
  }, t.enabledToast(agent.name));
  return (
    <FormDialog title={t.edit(agent.name)} form={form} submit={w().settings.save} onClose={props.onClose}>
      <TextField form={form} name="name" label={w().settings.name} />
      <RoleField form={form} />
      <TextField form={form} name="capacity" type="number" label={t.capacity} hint={t.capacityHint} />
      <div class="form-also">
        <button type="button" class="link" onClick={() => props.go("password")}>{t.setPassword}</button>
        {agent.disabledAt !== undefined
          ? <button type="button" class="link" onClick={enable}>{t.enable}</button>
          : agent.id !== me.value?.id && <button type="button" class="link danger" onClick={() => props.go("disable")}>{t.disable}</button>}
      </div>
    </FormDialog>
  );
}

function GivePassword({ agent, onClose }: { agent: FullAgent; onClose: () => void }) {
  const t = w().settings.team;
  const form = useForm({ password: "" }, async (values) => {
    await api.post(`/agents/${agent.id}/password`, values);
    toast(t.passwordSet);
    onClose();
  });
  return (
    <FormDialog title={`${t.setPassword}: ${agent.name}`} form={form} submit={w().settings.save} onClose={onClose}>
      <TextField form={form} name="password" type="password" label={t.password} hint={t.passwordHint} autocomplete="new-password" focus />
    </FormDialog>
  );
}
