import { useSignal } from "@preact/signals";
import type { RawWebhook, Replayed, Webhook, WebhookItem } from "../../api/settings.ts";
import { accounts, toast } from "../../store/inbox.ts";
import { api } from "../../store/session.ts";
import { clockSeconds, date, dateTime, size, w } from "../../words/index.ts";
import { Dialog } from "../parts.tsx";
import { Confirm } from "./form.tsx";
import { Nothing, SettingSection, Shown, State, Table, tell, useLoaded } from "./parts.tsx";

interface Page {
  webhooks: Webhook[];
  next?: string;
}

const OUTCOMES = ["APPLIED", "PARTLY_UNKNOWN"] as const;

/** What services have told us, newest first; each can be looked at and read again. */
export function Webhooks() {
  const t = w().settings.webhooks;
  const account = useSignal("");
  const outcome = useSignal("");
  const open = useSignal<Webhook | null>(null);
  const path = (before = "") => {
    const asked = new URLSearchParams({ limit: "50" });
    if (account.value !== "") asked.set("account", account.value);
    if (outcome.value !== "") asked.set("outcome", outcome.value);
    if (before !== "") asked.set("before", before);
    return `/webhooks?${asked}`;
  };
  const all = useLoaded((signal) => api.get<Page>(path(), signal), [account.value, outcome.value]);
  const more = (page: Page) => tell(async () => {
    const next = await api.get<Page>(path(page.next));
    all.value.value = { ...next, webhooks: [...page.webhooks, ...next.webhooks] };
  });
  return (
    <SettingSection title={w().settings.sections.webhooks} hint={t.hint}>
      <div class="filters">
        <select aria-label={t.account} value={account.value} onChange={(e) => (account.value = e.currentTarget.value)}>
          <option value="">{t.allAccounts}</option>
          {accounts.value.map((each) => <option key={each.id} value={each.name}>{each.name}</option>)}
        </select>
        <select aria-label={t.outcome} value={outcome.value} onChange={(e) => (outcome.value = e.currentTarget.value)}>
          <option value="">{t.all}</option>
          {OUTCOMES.map((each) => <option key={each} value={each}>{t.outcomes[each]}</option>)}
        </select>
        {account.value !== "" && outcome.value === "PARTLY_UNKNOWN" && <ReplayAll key={account.value} account={account.value} again={all.again} />}
      </div>
      <Shown of={all}>
        {(page) => page.webhooks.length === 0 ? <Nothing title={t.none} hint={t.noneHint} /> : (
          <>
            <Table name={w().settings.sections.webhooks} rows={page.webhooks} keyOf={(each) => each.id} columns={[
              {
                head: t.at,
                cell: (each) => (
                  <>
                    <button type="button" class="row-name" aria-label={t.lookAt(`${date(each.receivedAt)} ${clockSeconds(each.receivedAt)}`)} onClick={() => (open.value = each)}>
                      {clockSeconds(each.receivedAt)}
                    </button> <span class="faint">{date(each.receivedAt)}</span>
                  </>
                ),
              },
              { head: t.account, cell: (each) => each.account },
              { head: t.brought, cell: (each) => <Brought webhook={each} />, wide: true },
              { head: t.outcome, cell: (each) => <State tone={each.outcome === "APPLIED" ? "good" : "warn"}>{t.outcomes[each.outcome]}</State> },
            ]} />
            {page.next && <button type="button" class="quiet more-rows" onClick={() => void more(page)}>{w().settings.more}</button>}
          </>
        )}
      </Shown>
      {open.value && <Look webhook={open.value} again={all.again} onClose={() => (open.value = null)} />}
    </SettingSection>
  );
}

interface Read {
  read: number;
  news: number;
}

// As many requests as it takes: each reads as much as one may.
async function replayAll(account: string, dryRun: boolean): Promise<Read> {
  const all: Read = { read: 0, news: 0 };
  let after: string | undefined;
  do {
    const page: { read: number; results: Replayed[]; next?: string } =
      await api.post(`/webhooks/replay${dryRun ? "?dry-run=true" : ""}`, { account, limit: 200, ...(after === undefined ? {} : { after }) });
    all.read += page.read;
    all.news += page.results.reduce((sum, each) => sum + each.applied.length, 0);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** All of an account that were not understood: first what would come of it, then, if one wants it, that. */
function ReplayAll({ account, again }: { account: string; again: () => Promise<void> }) {
  const t = w().settings.webhooks;
  const tried = useSignal<Read | null>(null);
  const busy = useSignal(false);
  const attempt = async () => {
    if (busy.value) return;
    busy.value = true;
    await tell(async () => void (tried.value = await replayAll(account, true)));
    busy.value = false;
  };
  return (
    <>
      <button type="button" class="quiet" aria-disabled={busy.value} onClick={() => void attempt()}>{t.replayAll}</button>
      {tried.value && (
        <Confirm title={t.replayAllTitle(account)} words={t.replayAllWords(tried.value.read, tried.value.news)} action={t.replay}
          onClose={() => (tried.value = null)}
          run={async () => {
            const { news } = await replayAll(account, false);
            toast(t.replayed(news));
            await again();
          }} />
      )}
    </>
  );
}

function Brought({ webhook }: { webhook: Webhook }) {
  const t = w().settings.webhooks;
  const told = [
    webhook.messages > 0 && t.messages(webhook.messages),
    webhook.receipts > 0 && t.receipts(webhook.receipts),
    webhook.unknown > 0 && t.unknown(webhook.unknown),
  ].filter(Boolean).join(", ");
  return <span>{told || t.nothing}{webhook.reason && <span class="faint row-second">{webhook.reason}</span>}</span>;
}

function Look({ webhook, again, onClose }: { webhook: Webhook; again: () => Promise<void>; onClose: () => void }) {
  const t = w().settings.webhooks;
  const found = useLoaded((signal) => api.get<RawWebhook>(`/webhooks/${webhook.id}`, signal));
  const tried = useSignal<Replayed | null>(null);
  const replay = (dryRun: boolean) => tell(async () => {
    const answer = await api.post<Replayed>(`/webhooks/${webhook.id}/replay${dryRun ? "?dry-run=true" : ""}`);
    tried.value = dryRun ? answer : null;
    if (dryRun) return;
    toast(t.replayed(answer.applied.length));
    await Promise.all([found.again(), again()]);
  });
  return (
    <Dialog title={`${t.title}, ${webhook.account}`} onClose={onClose} class="drawer wide-drawer">
      <p class="faint">{dateTime(webhook.receivedAt)}, {webhook.method}, {size(webhook.bytes)}. {t.looked}</p>
      <Shown of={found}>
        {(raw) => (
          <>
            <section aria-label={t.understood}>
              <h3>{t.understood}</h3>
              {raw.items ? <Items of={raw.items} /> : <p class="faint">{t.nobodyKnows}</p>}
              {raw.webhook.replayedAt && <p class="faint">{t.replayedAt(dateTime(raw.webhook.replayedAt))}</p>}
            </section>
            <div>
              <div class="button-row">
                <button type="button" class="quiet" onClick={() => void replay(true)}>{t.try}</button>
                <button type="button" class="quiet" onClick={() => void replay(false)}>{t.replay}</button>
              </div>
              <div aria-live="polite">
                {tried.value && <><p>{t.wouldBring(tried.value.applied.length)}</p><Items of={tried.value.applied} /></>}
              </div>
            </div>
            <Raw name={t.body} text={raw.body === undefined ? (raw.bodyBase64 ?? "") : pretty(raw.body)} />
            <Raw name={t.headers} text={[raw.url, ...Object.entries(raw.headers).map(([name, all]) => `${name}: ${all.join(", ")}`)].join("\n")} />
          </>
        )}
      </Shown>
    </Dialog>
  );
}

function Items({ of }: { of: readonly WebhookItem[] }) {
  const t = w().settings.webhooks;
  return (
    <ul class="items">
      {of.map((each, i) => <li key={i}>{t.items[each.kind] ?? each.kind}: {each.what ?? ""} {each.id && <code>{each.id}</code>}</li>)}
    </ul>
  );
}

function Raw({ name, text }: { name: string; text: string }) {
  return <section aria-label={name}><h3>{name}</h3><pre class="raw" tabIndex={0} role="group" aria-label={name}>{text}</pre></section>;
}

/** JSON as people read it; everything else as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
