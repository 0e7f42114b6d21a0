import { useSignal } from "@preact/signals";
import type { FullAccount, FullTemplate } from "../../api/settings.ts";
import { accounts, toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { Dialog } from "../parts.tsx";
import { Confirm } from "./form.tsx";
import { Nothing, SettingSection, Shown, State, Table, tell, type Tone, useLoaded } from "./parts.tsx";
import { WriteTemplate } from "./template.tsx";

type Is = { kind: "new" } | { kind: "change" | "look" | "delete"; template: FullTemplate } | null;

interface Page {
  templates: FullTemplate[];
  next?: string;
}

const TONES: Record<string, Tone> = { APPROVED: "good", PENDING: "warn", REJECTED: "bad", PAUSED: "warn", DISABLED: "bad" };
const SIZE = 50;

/** Our own templates, and those that services keep, with what became of them there. */
export function Templates() {
  const t = w().settings.templates;
  const open = useSignal<Is>(null);
  const query = useSignal("");
  const account = useSignal("");
  const path = (after = "") => {
    const asked = new URLSearchParams({ limit: String(SIZE) });
    if (query.value.trim() !== "") asked.set("q", query.value.trim());
    if (account.value !== "") asked.set("account", account.value);
    if (after !== "") asked.set("after", after);
    return `/templates?${asked}`;
  };
  const all = useLoaded((signal) => api.get<Page>(path(), signal), [query.value, account.value]);
  const more = (page: Page) => tell(async () => {
    const next = await api.get<Page>(path(page.next));
    all.value.value = { ...next, templates: [...page.templates, ...next.templates] };
  });
  const close = () => (open.value = null);
  const look = async (each: FullTemplate) => {
    await tell(async () => {
      const template = await api.get<FullTemplate>(`/templates/${each.id}`);
      open.value = { kind: template.account === undefined ? "change" : "look", template };
    });
  };
  const is = open.value;
  const keepers = (accounts.value as FullAccount[]).filter((each) => each.capabilities?.contents["template"] !== undefined);
  return (
    <SettingSection title={w().settings.sections.templates} hint={t.hint}
      actions={<button type="button" class="primary" onClick={() => (open.value = { kind: "new" })}>{t.add}</button>}>
      <div class="filters">
        <input type="search" value={query.value} placeholder={t.find} aria-label={t.find} onInput={(e) => (query.value = e.currentTarget.value)} />
        <select aria-label={t.account} value={account.value} onChange={(e) => (account.value = e.currentTarget.value)}>
          <option value="">{t.all}</option>
          {accounts.value.map((each) => <option key={each.id} value={each.name}>{each.name}</option>)}
        </select>
        {keepers.some((each) => each.name === account.value) && <Sync account={account.value} again={all.again} />}
      </div>
      <Shown of={all}>
        {(page) => page.templates.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <>
            <Table name={w().settings.sections.templates} rows={page.templates} keyOf={(each) => each.id} columns={[
              {
                head: w().settings.name,
                cell: (each) => (
                  <>
                    <button type="button" class="row-name" aria-label={each.account === undefined ? t.edit(each.name) : t.look(each.name)} onClick={() => void look(each)}>
                      {each.name}
                    </button> <span class="faint">{each.language}</span>
                  </>
                ),
              },
              { head: t.account, cell: (each) => each.account ?? <span class="faint">{t.ours}, {each.channel}</span>, wide: true },
              { head: t.state, cell: (each) => <State tone={TONES[each.state] ?? "plain"}>{t.states[each.state] ?? each.state}</State> },
            ]} />
            {page.next && <button type="button" class="quiet more-rows" onClick={() => void more(page)}>{w().settings.more}</button>}
          </>
        )}
      </Shown>
      {(is?.kind === "new" || is?.kind === "change") && (
        <WriteTemplate template={is.kind === "new" ? null : is.template} again={all.again} onClose={close}
          onDelete={() => is.kind === "change" && (open.value = { kind: "delete", template: is.template })} />
      )}
      {is?.kind === "look" && <Look template={is.template} onClose={close} />}
      {is?.kind === "delete" && (
        <Confirm title={t.deleteTitle(is.template.name)} words={t.deleteWords} action={w().settings.remove} onClose={close}
          run={async () => {
            await api.delete(`/templates/${is.template.id}`);
            await all.again();
            toast(t.deleted);
          }} />
      )}
    </SettingSection>
  );
}

function Sync({ account, again }: { account: string; again: () => Promise<void> }) {
  const t = w().settings.templates;
  const busy = useSignal(false);
  const sync = async () => {
    if (busy.value) return;
    busy.value = true;
    await tell(async () => {
      const { changed } = await api.post<{ changed: number }>(`/accounts/${encodeURIComponent(account)}/templates/sync`);
      toast(t.synced(changed));
      await again();
    });
    busy.value = false;
  };
  return <button type="button" class="quiet" aria-disabled={busy.value} aria-label={t.syncOf(account)} onClick={() => void sync()}>{t.sync}</button>;
}

function Look({ template, onClose }: { template: FullTemplate; onClose: () => void }) {
  const t = w().settings.templates;
  return (
    <Dialog title={template.name} onClose={onClose}>
      <p><State tone={TONES[template.state] ?? "plain"}>{t.states[template.state] ?? template.state}</State> {template.account}, {template.language}</p>
      {template.reason && <p class="bad-words">{template.reason}</p>}
      {template.text && <p class="template-preview">{template.text}</p>}
      <dl class="facts">
        <div><dt>{t.gaps}</dt><dd>{template.variables.map((each) => each.name).join(", ") || t.noGaps}</dd></div>
        {template.category && <div><dt>{template.category}</dt><dd>{t.version(template.version)}</dd></div>}
      </dl>
      <p class="faint">{t.serviceKeeps}</p>
    </Dialog>
  );
}
