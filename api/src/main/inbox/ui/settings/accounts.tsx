import { useSignal } from "@preact/signals";
import type { FullAccount, Provider } from "../../api/settings.ts";
import { asTold, asValues } from "../../store/account-fields.ts";
import { accounts, toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { Channel } from "../icons.tsx";
import { Dialog } from "../parts.tsx";
import { AccountDrawer } from "./account.tsx";
import { Fields } from "./account-fields.tsx";
import { FormFoot, TextField, useForm } from "./form.tsx";
import { Nothing, SettingSection, Shown, State, Table, useLoaded } from "./parts.tsx";

type Is = { kind: "new" } | { kind: "open"; name: string } | null;

/** The channel accounts: what there is, another one, and each of them in a drawer. */
export function Accounts() {
  const t = w().settings.accounts;
  const open = useSignal<Is>(null);
  const all = useLoaded(async (signal) => {
    const [list, providers] = await Promise.all([
      api.get<{ accounts: FullAccount[] }>("/accounts", signal),
      api.get<{ providers: Provider[] }>("/providers", signal),
    ]);
    accounts.value = list.accounts;
    return { accounts: list.accounts, providers: providers.providers };
  });
  const titleOf = (name: string) => all.value.value?.providers.find((each) => each.name === name)?.title ?? name;
  const add = <button type="button" class="primary" onClick={() => (open.value = { kind: "new" })}>{t.add}</button>;
  const is = open.value;
  const account = is?.kind === "open" ? all.value.value?.accounts.find((each) => each.name === is.name) : undefined;
  return (
    <SettingSection title={w().settings.sections.accounts} hint={t.hint} actions={add}>
      <Shown of={all}>
        {({ accounts: list }) => list.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <Table name={w().settings.sections.accounts} rows={list} keyOf={(each) => each.id} columns={[
            {
              head: w().settings.name,
              cell: (each) => (
                <button type="button" class="row-name" aria-label={t.open(each.name)} onClick={() => (open.value = { kind: "open", name: each.name })}>
                  <Channel of={each.capabilities?.channel} size={16} />{each.name}
                </button>
              ),
            },
            { head: t.service, cell: (each) => titleOf(each.provider), wide: true },
            { head: t.state, cell: (each) => <AccountState account={each} /> },
          ]} />
        )}
      </Shown>
      {is?.kind === "new" && all.value.value && (
        <NewAccount providers={all.value.value.providers} onClose={() => (open.value = null)}
          onDone={async (name) => {
            await all.again();
            open.value = { kind: "open", name };
            toast(t.createdToast(name));
          }} />
      )}
      {account && (
        <AccountDrawer key={account.id} account={account} provider={all.value.value!.providers.find((each) => each.name === account.provider)}
          again={all.again} onClose={() => (open.value = null)} />
      )}
    </SettingSection>
  );
}

export function AccountState({ account }: { account: FullAccount }) {
  const t = w().settings.accounts;
  if (account.problem) return <State tone="bad">{t.broken}</State>;
  return account.enabled ? <State tone="good">{t.on}</State> : <State tone="plain">{t.off}</State>;
}

function NewAccount({ providers, onDone, onClose }: { providers: readonly Provider[]; onDone: (name: string) => Promise<void>; onClose: () => void }) {
  const chosen = useSignal<Provider | null>(null);
  const t = w().settings.accounts;
  return (
    <Dialog title={t.new} onClose={onClose} class="drawer wide-drawer">
      {chosen.value === null ? (
        <>
          <h3>{t.chooseService}</h3>
          <ul class="card services">
            {providers.map((each) => (
              <li key={each.name}><button type="button" onClick={() => (chosen.value = each)}>{each.title}<span class="faint">{each.name}</span></button></li>
            ))}
          </ul>
        </>
      ) : <NewAccountForm provider={chosen.value} onDone={onDone} onBack={() => (chosen.value = null)} />}
    </Dialog>
  );
}

function NewAccountForm({ provider, onDone, onBack }: { provider: Provider; onDone: (name: string) => Promise<void>; onBack: () => void }) {
  const t = w().settings.accounts;
  const fields = provider.fields ?? [];
  const empty = { name: "", ...asValues(fields, {}) };
  const form = useForm(empty, async (values) => {
    const name = String(values.name).trim();
    await api.post("/accounts", { name, provider: provider.name, ...asTold(fields, values, empty) });
    await onDone(name);
  });
  return (
    <form class="form" onSubmit={form.submit} noValidate>
      <p class="picked">{provider.title}<button type="button" class="link" onClick={onBack}>{w().settings.edit}</button></p>
      <TextField form={form} name="name" label={w().settings.name} hint={t.nameHint} focus />
      <Fields form={form} fields={fields} />
      <FormFoot form={form} words={t.create} onCancel={onBack} />
    </form>
  );
}
