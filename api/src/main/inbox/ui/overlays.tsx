import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Message, Placeholder, Template, Timeline, TimelineEntry } from "../api/types.ts";
import {
  agents, chatAction, labels, openAccount, openChat, openThread, presence, removeMessage, sandboxes, setLabels, state, toast, write,
} from "../store/inbox.ts";
import { overlay, shut } from "../store/layout.ts";
import { download, file } from "../store/media.ts";
import { filled } from "../store/sending.ts";
import { api, me } from "../store/session.ts";
import { folded } from "../store/views.ts";
import { clockSeconds, dateTime, reasonWords, w, wordsFor } from "../words/index.ts";
import { shortcuts } from "./keyboard.ts";
import { Avatar, Dialog, Empty } from "./parts.tsx";
import { Palette } from "./palette.tsx";
import { LabelDot } from "./sidebar.tsx";

export function Overlays() {
  const is = overlay.value;
  switch (is.kind) {
    case "none":
      return null;
    case "palette":
      return <Palette />;
    case "help":
      return <Help />;
    case "templates":
      return <Templates />;
    case "begin":
      return <BeginAsCustomer />;
    case "snooze":
      return <Snooze chatId={is.chatId} />;
    case "assign":
      return <Assign chatId={is.chatId} />;
    case "labels":
      return <Labels chatId={is.chatId} />;
    case "remove":
      return <Remove message={is.message} />;
    case "timeline":
      return <TimelineDrawer messageId={is.messageId} />;
    case "picture":
      return <Picture attachmentId={is.attachmentId} name={is.name} />;
  }
}

function Help() {
  const t = w().keys;
  return (
    <Dialog title={t.title} onClose={shut} class="help">
      {shortcuts().map((group) => (
        <section key={group.name}>
          <h3>{group.name}</h3>
          <dl class="keys">
            {group.keys.map(([keys, words]) => (
              <div key={words}><dt>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{words}</dd></div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}

// ---- why did it not arrive? ----

function TimelineDrawer({ messageId }: { messageId: string }) {
  const timeline = useSignal<Timeline | null>(null);
  const error = useSignal("");
  const t = w();
  const status = openThread.value?.byId.get(messageId)?.status;
  // Whenever its status moves there is something new to tell.
  useEffect(() => {
    api.get<Timeline>(`/messages/${messageId}/timeline`)
      .then((found) => (timeline.value = found))
      .catch((e: unknown) => (error.value = wordsFor(e)));
  }, [messageId, status]);
  const found = timeline.value;
  return (
    <Dialog title={t.timeline.title} onClose={shut} class="drawer">
      {error.value !== "" && <p class="form-error">{error.value}</p>}
      {found && (
        <>
          <p class={`timeline-now ${found.status.toLowerCase()}`}>{t.status[found.status]}</p>
          {found.waiting && (
            <p class="timeline-wait">
              <b>{t.timeline.waiting}</b> {t.timeline.why[found.waiting.why] ?? found.waiting.words}
              {found.waiting.until && ` (${t.timeline.until(dateTime(found.waiting.until))})`}
            </p>
          )}
          <ol class="timeline">
            {found.entries.map((entry, i) => <Step key={i} entry={entry} />)}
          </ol>
          <p class="faint timeline-id">{t.timeline.message} <code>{found.id}</code></p>
        </>
      )}
    </Dialog>
  );
}

function Step({ entry }: { entry: TimelineEntry }) {
  const t = w();
  const bad = entry.status === "FAILED" || entry.status === "EXPIRED" || entry.result === "REJECTED";
  const doubt = entry.result === "RETRY_LATER" || entry.result === "UNCONFIRMED" || entry.status === "UNCONFIRMED";
  const good = entry.status === "SENT" || entry.status === "DELIVERED" || entry.status === "READ" || entry.result === "ACCEPTED";
  // While it is being tried again, the attempt before it says why.
  const told = entry.what !== "status" || entry.status !== "SENDING";
  return (
    <li class={bad ? "bad" : doubt ? "doubt" : good ? "good" : ""}>
      <time dateTime={entry.at} title={dateTime(entry.at)}>{clockSeconds(entry.at)}</time>
      <div>
        <p>{headline(entry)}</p>
        {told && entry.reason && <p class="faint">{reasonWords(entry.reason)}</p>}
        {told && entry.detail && <p class="faint">{entry.detail}{entry.code ? ` (${t.timeline.code} ${entry.code})` : ""}</p>}
        {entry.nextAt && <p class="faint">{t.timeline.nextTry(clockSeconds(entry.nextAt))}</p>}
        {entry.applied === false && <p class="faint">{t.timeline.late}</p>}
        {entry.providerAt && <p class="faint">{clockSeconds(entry.providerAt)} {t.timeline.service}</p>}
      </div>
    </li>
  );
}

// The server tells it in English; where we have words of our own, those are taken.
function headline(entry: TimelineEntry): string {
  const t = w();
  switch (entry.what) {
    case "accepted":
      return t.timeline.accepted;
    case "received":
      return t.timeline.received;
    case "attempt":
      return `${t.timeline.attempt(entry.attempt ?? 1)}. ${t.timeline.results[entry.result ?? ""] ?? entry.words}`;
    case "status":
      return entry.status ? t.status[entry.status] : entry.words;
    default:
      return entry.words;
  }
}

// ---- templates ----

function Templates() {
  const found = useSignal<readonly Template[] | null>(null);
  const query = useSignal("");
  const chosen = useSignal<Template | null>(null);
  const error = useSignal("");
  const account = openAccount.value;
  const t = w();
  useEffect(() => {
    if (!account) return;
    api.get<{ templates: Template[] }>(`/accounts/${encodeURIComponent(account.name)}/templates?limit=200`)
      .then((page) => (found.value = page.templates))
      .catch((e: unknown) => (error.value = wordsFor(e)));
  }, [account?.name]);
  const wanted = folded(query.value);
  const list = (found.value ?? []).filter((each) => folded(`${each.name} ${each.text ?? ""}`).includes(wanted));
  if (chosen.value) return <FillTemplate template={chosen.value} onBack={() => (chosen.value = null)} />;
  return (
    <Dialog title={t.templates.title} onClose={shut} class="templates">
      <input type="search" value={query.value} placeholder={t.templates.search} aria-label={t.templates.search}
        onInput={(e) => (query.value = e.currentTarget.value)} />
      {error.value !== "" && <p class="form-error">{error.value}</p>}
      {found.value !== null && list.length === 0 && <Empty title={t.templates.empty} />}
      <ul class="template-list">
        {list.map((each) => {
          const usable = each.state === "APPROVED";
          return (
            <li key={each.id}>
              <button type="button" disabled={!usable} onClick={() => (chosen.value = each)}>
                <span class="template-name">{each.name} <span class="faint">{each.language}</span></span>
                <span class="faint ellipsis">{each.text ?? ""}</span>
                {!usable && <span class="bad-words">{t.templates.notApproved}{each.reason ? `: ${each.reason}` : ` (${each.state})`}</span>}
              </button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}

function FillTemplate({ template, onBack }: { template: Template; onBack: () => void }) {
  const chat = openChat.value;
  const values = useSignal<Record<string, string>>(guesses(template.variables, chat?.contact?.name));
  const files = useSignal<Record<string, { attachmentId: string; name: string } | "coming">>({});
  const t = w();
  const complete = template.variables.every((each) =>
    !each.required || (each.kind === "TEXT" ? (values.value[each.name] ?? "").trim() !== "" : typeof files.value[each.name] === "object"));
  const pickFile = async (name: string, picked: File | undefined) => {
    if (!picked) return;
    files.value = { ...files.value, [name]: "coming" };
    try {
      const kept = await api.upload(picked, () => {});
      files.value = { ...files.value, [name]: { attachmentId: kept.id, name: picked.name } };
    } catch (e) {
      const { [name]: _, ...rest } = files.value;
      files.value = rest;
      toast(wordsFor(e), true);
    }
  };
  const send = (e: Event) => {
    e.preventDefault();
    if (!complete || !chat) return;
    const variables: Record<string, string | { attachmentId: string }> = {};
    for (const each of template.variables) {
      const attached = files.value[each.name];
      if (each.kind === "TEXT") {
        if (values.value[each.name]) variables[each.name] = values.value[each.name]!;
      } else if (typeof attached === "object") variables[each.name] = { attachmentId: attached.attachmentId };
    }
    write(chat.id, { type: "template", name: template.name, language: template.language, variables });
    shut();
  };
  return (
    <Dialog title={template.name} onClose={shut} class="templates">
      <form class="fill" onSubmit={send}>
        {template.variables.map((each) => (
          <label key={each.name}>
            <span>{each.description ?? each.name}{each.required ? "" : " ○"}</span>
            {each.kind === "TEXT" ? (
              <input value={values.value[each.name] ?? ""} placeholder={each.example ?? ""} required={each.required}
                maxLength={each.longest ?? 1024}
                onInput={(e) => (values.value = { ...values.value, [each.name]: e.currentTarget.value })} />
            ) : (
              <input type="file" required={each.required} onChange={(e) => void pickFile(each.name, e.currentTarget.files?.[0])} />
            )}
          </label>
        ))}
        {template.text && (
          <>
            <h3>{t.templates.preview}</h3>
            <p class="template-preview">{filled(template.text, values.value)}</p>
          </>
        )}
        <div class="dialog-foot">
          <button type="button" class="quiet" onClick={onBack}>{t.templates.title}</button>
          <button type="submit" class="primary" aria-disabled={!complete}>{t.templates.send}</button>
        </div>
      </form>
    </Dialog>
  );
}

function guesses(variables: readonly Placeholder[], name: string | undefined): Record<string, string> {
  const first = name?.split(" ")[0];
  return Object.fromEntries(variables.filter((each) => /^(name|nome|customer|cliente)$/i.test(each.name) && first).map((each) => [each.name, first!]));
}

// ---- a customer of a sandbox ----

function BeginAsCustomer() {
  const t = w().customer;
  const account = useSignal(sandboxes.value[0]?.name ?? "");
  const name = useSignal("Ana");
  const number = useSignal(`+55119${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`);
  const text = useSignal(t.firstDefault);
  const error = useSignal("");
  const send = async (e: Event) => {
    e.preventDefault();
    try {
      await api.post(`/sandbox/${encodeURIComponent(account.value)}/inbound`, {
        from: number.value, name: name.value, content: { type: "text", text: text.value } });
      shut();
      toast(t.sent);
    } catch (e) {
      error.value = wordsFor(e);
    }
  };
  return (
    <Dialog title={t.start} onClose={shut}>
      <form class="fill" onSubmit={send}>
        <p class="faint">{t.hint}</p>
        {sandboxes.value.length > 1 && (
          <label><span>{w().contact.channel}</span>
            <select value={account.value} onChange={(e) => (account.value = e.currentTarget.value)}>
              {sandboxes.value.map((each) => <option key={each.id} value={each.name}>{each.name}</option>)}
            </select>
          </label>
        )}
        <label><span>{t.name}</span><input value={name.value} required onInput={(e) => (name.value = e.currentTarget.value)} /></label>
        <label><span>{t.number}</span><input value={number.value} required onInput={(e) => (number.value = e.currentTarget.value)} /></label>
        <label><span>{t.first}</span><input value={text.value} required onInput={(e) => (text.value = e.currentTarget.value)} /></label>
        <p class="form-error" role="alert">{error.value}</p>
        <div class="dialog-foot"><button type="submit" class="primary">{t.begin}</button></div>
      </form>
    </Dialog>
  );
}

// ---- what one does with a chat ----

function Snooze({ chatId }: { chatId: string }) {
  const t = w().actions;
  const choices = useMemo(() => {
    const now = new Date();
    const at = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 9);
    return [
      { words: t.later, until: new Date(now.getTime() + 3 * 3_600_000) },
      { words: t.tomorrow, until: at(1) },
      { words: t.nextWeek, until: at(((8 - now.getDay()) % 7) || 7) },
    ];
  }, []);
  return (
    <Dialog title={t.snooze} onClose={shut}>
      <ul class="choices">
        {choices.map(({ words, until }) => (
          <li key={words}>
            <button type="button" onClick={() => { shut(); void chatAction(chatId, "snooze", { until: until.toISOString() }, t.snoozed(dateTime(until.getTime()))); }}>
              <span>{words}</span><span class="faint">{dateTime(until.getTime())}</span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Assign({ chatId }: { chatId: string }) {
  const t = w();
  const chat = state.value.chats.get(chatId);
  const people = agents.value ?? [{ id: me.value!.id, name: me.value!.name, role: me.value!.role }];
  const note = useSignal("");
  const give = (agentId: string | null, name: string) => {
    shut();
    const done = agentId === null ? t.actions.unassigned : t.actions.assigned(name);
    const words = note.value.trim();
    void (agentId !== null && words !== ""
      ? chatAction(chatId, "transfer", { agentId, note: words }, done)
      : chatAction(chatId, "assign", { agentId }, done));
  };
  return (
    <Dialog title={t.actions.assign} onClose={shut}>
      <ul class="choices">
        {chat?.assignee && <li><button type="button" onClick={() => give(null, "")}><span>{t.contact.nobody}</span></button></li>}
        {people.map((each, i) => (
          <li key={each.id}>
            <button type="button" autofocus={i === 0} onClick={() => give(each.id, each.name)} aria-current={chat?.assignee?.id === each.id ? "true" : undefined}>
              <span class="with-presence"><Avatar id={each.id} name={each.name} small /><span class={`presence ${presence.value.get(each.id) ?? "offline"}`} aria-hidden="true" /></span>
              <span>{each.name}</span><span class="faint">{w().presence[presence.value.get(each.id) ?? "offline"]}</span>
            </button>
          </li>
        ))}
      </ul>
      <input value={note.value} placeholder={t.actions.transferNote} aria-label={t.actions.transferNote}
        onInput={(e) => (note.value = e.currentTarget.value)} />
    </Dialog>
  );
}

function Remove({ message }: { message: Message }) {
  const t = w();
  return (
    <Dialog title={t.thread.remove} onClose={shut}>
      <p>{t.thread.removeQuestion}</p>
      <div class="dialog-foot">
        <button type="button" class="quiet" onClick={shut}>{t.cancel}</button>
        <button type="button" class="primary" onClick={() => { shut(); void removeMessage(message); }}>{t.thread.remove}</button>
      </div>
    </Dialog>
  );
}

function Labels({ chatId }: { chatId: string }) {
  const t = w().actions;
  const chat = state.value.chats.get(chatId);
  const chosen = new Set(chat?.labels?.map((each) => each.id));
  const toggle = (id: string) => {
    if (!chosen.delete(id)) chosen.add(id);
    void setLabels(chatId, [...chosen]);
  };
  return (
    <Dialog title={t.labels} onClose={shut}>
      <ul class="choices">
        {labels.value?.map((each) => (
          <li key={each.id}>
            <label class="choice">
              <input type="checkbox" checked={chosen.has(each.id)} onChange={() => toggle(each.id)} />
              <LabelDot color={each.color} /><span>{each.name}</span>
            </label>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Picture({ attachmentId, name }: { attachmentId: string; name: string }) {
  const loaded = file(attachmentId).value;
  const t = w().files;
  return (
    <Dialog title={name} onClose={shut} class="viewer">
      {typeof loaded === "object" && <img src={loaded.address} alt={name} />}
      <div class="dialog-foot"><button type="button" class="quiet" onClick={() => void download(attachmentId, name)}>{t.download}</button></div>
    </Dialog>
  );
}
