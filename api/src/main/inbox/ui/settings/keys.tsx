import { useSignal } from "@preact/signals";
import type { ApiKey } from "../../api/settings.ts";
import { toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { date, w } from "../../words/index.ts";
import { Dialog } from "../parts.tsx";
import { Confirm, FormDialog, TextField, useForm } from "./form.tsx";
import { CopyLine, Nothing, SettingSection, Shown, State, Table, useLoaded } from "./parts.tsx";

type Is = { kind: "new" } | { kind: "made"; key: string } | { kind: "revoke"; key: ApiKey } | null;

/** The keys of services. A key is seen once, when it is made. */
export function Keys() {
  const t = w().settings.keys;
  const open = useSignal<Is>(null);
  const all = useLoaded(async (signal) => (await api.get<{ apiKeys: ApiKey[] }>("/api-keys", signal)).apiKeys);
  const close = () => (open.value = null);
  const is = open.value;
  return (
    <SettingSection title={w().settings.sections.keys} hint={t.hint}
      actions={<button type="button" class="primary" onClick={() => (open.value = { kind: "new" })}>{t.add}</button>}>
      <Shown of={all}>
        {(list) => list.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <Table name={w().settings.sections.keys} rows={list} keyOf={(each) => each.id} faded={(each) => each.revokedAt !== undefined} columns={[
            { head: w().settings.name, cell: (each) => each.name },
            { head: t.key, cell: (each) => <code>{each.prefix}…</code> },
            { head: w().settings.created, cell: (each) => <span class="faint">{date(each.createdAt)}</span>, wide: true },
            {
              head: w().settings.actions, bare: true,
              cell: (each) => each.revokedAt === undefined
                ? <button type="button" class="quiet" aria-label={`${t.revoke}: ${each.name}`} onClick={() => (open.value = { kind: "revoke", key: each })}>{t.revoke}</button>
                : <State tone="plain">{t.revoked}</State>,
            },
          ]} />
        )}
      </Shown>
      {is?.kind === "new" && (
        <NewKey onClose={close} onMade={(key) => {
          open.value = { kind: "made", key };
          void all.again();
        }} />
      )}
      {is?.kind === "made" && (
        <Dialog title={t.made} onClose={close}>
          <p>{t.madeHint}</p>
          <CopyLine label={t.key} value={is.key} />
          <div class="dialog-foot"><button type="button" class="primary" onClick={close}>{t.done}</button></div>
        </Dialog>
      )}
      {is?.kind === "revoke" && (
        <Confirm title={t.revokeTitle(is.key.name)} words={t.revokeWords} action={t.revoke} onClose={close}
          run={async () => {
            await api.delete(`/api-keys/${is.key.id}`);
            await all.again();
            toast(t.revokedToast(is.key.name));
          }} />
      )}
    </SettingSection>
  );
}

function NewKey({ onMade, onClose }: { onMade: (key: string) => void; onClose: () => void }) {
  const t = w().settings.keys;
  const form = useForm({ name: "" }, async (values) => onMade((await api.post<{ key: string }>("/api-keys", values)).key));
  return (
    <FormDialog title={t.new} form={form} submit={t.add} onClose={onClose}>
      <TextField form={form} name="name" label={w().settings.name} hint={t.nameHint} focus />
    </FormDialog>
  );
}
