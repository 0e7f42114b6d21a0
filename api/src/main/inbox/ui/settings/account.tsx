import { useSignal } from "@preact/signals";
import type { AccountField, CheckReport, FullAccount, Provider, Verdict } from "../../api/settings.ts";
import { isSecret } from "../../store/account-fields.ts";
import { toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { size, w, wordsFor } from "../../words/index.ts";
import { Dialog } from "../parts.tsx";
import { OneField } from "./account-fields.tsx";
import { AccountState } from "./accounts.tsx";
import { Configuration } from "./configuration.tsx";
import { Confirm, FormDialog, useForm } from "./form.tsx";
import { CopyLine, Row, State, tell, type Tone } from "./parts.tsx";

export interface Props {
  account: FullAccount;
  provider: Provider | undefined;
  again: () => Promise<void>;
}

export const at = (account: FullAccount) => `/accounts/${encodeURIComponent(account.name)}`;

/** One account: whether it works, what it is configured with, what it can do, and the end of it. */
export function AccountDrawer({ account, provider, again, onClose }: Props & { onClose: () => void }) {
  const t = w().settings.accounts;
  const asked = useSignal<"off" | "delete" | null>(null);
  const enable = (enabled: boolean) => api.patch(at(account), { enabled }).then(again);
  return (
    <Dialog title={account.name} onClose={onClose} class="drawer wide-drawer">
      <p class="account-kind">
        <AccountState account={account} /> {provider?.title ?? account.provider}
        {account.serviceAccount && <code>{account.serviceAccount}</code>}
      </p>
      {account.problem && <p class="bad-words">{account.problem}</p>}
      <Check account={account} />
      <div class="card">
        {account.capabilities?.webhooks && (
          <div class="setting-row stacked">
            <div><p class="setting-name">{t.webhook}</p><p class="faint">{t.webhookHint}</p></div>
            <CopyLine label={t.webhook} value={`${location.origin}/webhooks/${account.id}`} />
          </div>
        )}
        <Row name={t.enabled} hint={t.enabledHint}>
          {account.enabled
            ? <button type="button" class="quiet" onClick={() => (asked.value = "off")}>{t.turnOff}</button>
            : <button type="button" class="quiet" onClick={() => void tell(() => enable(true))}>{t.turnOn}</button>}
        </Row>
      </div>
      <Configuration key={JSON.stringify(account)} account={account} provider={provider} again={again} />
      <Secrets account={account} provider={provider} again={again} />
      <Abilities account={account} />
      <div class="card">
        <Row name={t.delete} hint={t.deleteHint}>
          <button type="button" class="quiet danger" onClick={() => (asked.value = "delete")}>{t.delete}</button>
        </Row>
      </div>
      {asked.value === "off" && (
        <Confirm title={t.turnOffTitle(account.name)} words={t.turnOffWords} action={t.turnOff} run={() => enable(false)} onClose={() => (asked.value = null)} />
      )}
      {asked.value === "delete" && (
        <Confirm title={t.deleteTitle(account.name)} words={t.deleteWords} action={t.delete} onClose={() => (asked.value = null)}
          run={async () => {
            await api.delete(at(account));
            toast(t.deleted);
            onClose();
            await again();
          }} />
      )}
    </Dialog>
  );
}

const TONES: Record<Verdict, Tone> = { GOOD: "good", DOUBTFUL: "warn", BAD: "bad", UNKNOWN: "plain" };
/** What there is to do stands first. */
const ORDER: readonly Verdict[] = ["BAD", "DOUBTFUL", "UNKNOWN", "GOOD"];

function Check({ account }: { account: FullAccount }) {
  const t = w().settings.accounts;
  const report = useSignal<CheckReport | "coming" | null>(null);
  const error = useSignal("");
  const check = async () => {
    report.value = "coming";
    error.value = "";
    try {
      report.value = await api.get<CheckReport>(`${at(account)}/check`);
    } catch (e) {
      report.value = null;
      error.value = wordsFor(e);
    }
  };
  const found = report.value;
  return (
    <div class="card" aria-live="polite" aria-busy={found === "coming"}>
      <Row name={t.check} hint={found === null || found === "coming" ? t.checkHint : t.verdicts[found.verdict]}>
        <button type="button" class="quiet" aria-disabled={found === "coming"} onClick={() => found !== "coming" && void check()}>
          {found === "coming" ? t.checking : t.check}
        </button>
      </Row>
      {error.value !== "" && <p class="form-error findings">{error.value}</p>}
      {found !== null && found !== "coming" && (
        <ul class="findings">
          {ORDER.flatMap((verdict) => found.findings.filter((each) => each.verdict === verdict)).map((each, i) => (
            <li key={i}>
              <State tone={TONES[each.verdict]}>{t.findings[each.verdict]}</State>
              <p><b>{each.what}</b> {each.words}{each.setting && <> <code>{each.setting}</code></>}</p>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Secrets({ account, provider, again }: Props) {
  const t = w().settings.accounts;
  const replacing = useSignal<AccountField | null>(null);
  const secrets = (provider?.fields ?? []).filter((field) => isSecret(field) && (field.need !== "RARE" || account.secrets.includes(field.name)));
  if (secrets.length === 0) return null;
  return (
    <section aria-label={t.secrets}>
      <h3>{t.secrets}</h3>
      <div class="card">
        {secrets.map((field) => (
          <Row key={field.name} name={field.title} hint={account.secrets.includes(field.name) ? t.secretSet : t.secretUnset}>
            <button type="button" class="quiet" aria-label={t.replaceTitle(field.title)} onClick={() => (replacing.value = field)}>{t.replace}</button>
          </Row>
        ))}
      </div>
      {replacing.value && <ReplaceSecret account={account} field={replacing.value} again={again} onClose={() => (replacing.value = null)} />}
    </section>
  );
}

function ReplaceSecret({ account, field, again, onClose }: { account: FullAccount; field: AccountField; again: () => Promise<void>; onClose: () => void }) {
  const t = w().settings.accounts;
  const form = useForm({}, async (values) => {
    await api.patch(at(account), { secrets: { [field.name]: String(values[`secrets.${field.name}`] ?? "") } });
    toast(t.replaced);
    onClose();
    await again();
  });
  return (
    <FormDialog title={t.replaceTitle(field.title)} form={form} submit={t.replace} onClose={onClose}>
      <OneField form={form} field={{ ...field, need: "NEEDED" }} focus />
    </FormDialog>
  );
}

function Abilities({ account }: { account: FullAccount }) {
  const t = w().settings.accounts;
  const can = account.capabilities;
  if (!can) return null;
  return (
    <section aria-label={t.can}>
      <h3>{t.can}</h3>
      <dl class="facts card padded">
        <div>
          <dt>{t.contents}</dt>
          <dd>{Object.entries(can.contents).map(([kind, limits]) => {
            const limit = [limits.textLength && t.characters(limits.textLength.toLocaleString()), limits.bytes && size(limits.bytes)].filter(Boolean).join(", ");
            return `${t.kinds[kind] ?? kind}${limit ? ` (${limit})` : ""}`;
          }).join(", ")}</dd>
        </div>
        <div><dt>{t.receipts}</dt><dd>{can.receipts.map((each) => w().status[each as keyof ReturnType<typeof w>["status"]] ?? each).join(", ") || t.nothing}</dd></div>
        <div><dt>{t.window}</dt><dd>{can.windowSeconds === undefined ? t.always : t.windowHours(Math.round(can.windowSeconds / 3600))}</dd></div>
      </dl>
    </section>
  );
}
