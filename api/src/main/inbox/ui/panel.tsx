import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Contact, Deed } from "../api/types.ts";
import { agents, chatAction, customerOf, labels, now, openAccount, openChat, presence, setLabels, show, teamwork, toast } from "../store/inbox.ts";
import { overlay, sheet } from "../store/layout.ts";
import { api, me } from "../store/session.ts";
import { date, shortTime, w, wordsFor } from "../words/index.ts";
import { Close, Send } from "./icons.tsx";
import { Avatar, IconButton } from "./parts.tsx";
import { LabelDot } from "./sidebar.tsx";

/** Who the customer is, beside what they say. */
export function ContactPanel() {
  const chat = openChat.value;
  const contact = useSignal<Contact | null>(null);
  const id = chat?.contact?.id;
  const t = w();

  useEffect(() => {
    contact.value = null;
    if (id === undefined) return;
    const abort = new AbortController();
    api.get<Contact>(`/contacts/${id}`, abort.signal).then((found) => (contact.value = found)).catch(() => {});
    return () => abort.abort();
  }, [id, chat?.contact?.name]);

  if (chat === null) return null;
  const name = customerOf(chat);
  const others = contact.value?.chats?.filter((each) => each.id !== chat.id) ?? [];
  return (
    <section class="panel" aria-label={t.contact.title}>
      <header class="panel-head">
        <h2>{t.contact.title}</h2>
        <IconButton class="only-narrow" name={t.close} onClick={() => (sheet.value = "none")}><Close /></IconButton>
      </header>
      <div class="panel-body" tabIndex={0} role="group" aria-label={t.contact.title}>
        <div class="person">
          <Avatar id={chat.contact?.id ?? chat.id} name={name} />
          <div>
            {contact.value?.fields ? (
              <input class="person-name" value={contact.value.name ?? ""} aria-label={t.contact.rename} placeholder={name}
                onChange={(e) => void rename(contact.value!, e.currentTarget.value.trim(), (changed) => (contact.value = { ...contact.value!, ...changed }))} />
            ) : <p class="person-name">{name}</p>}
            {contact.value && <p class="faint">{t.contact.since(date(contact.value.createdAt))}</p>}
          </div>
        </div>
        {contact.value?.consent && contact.value.consent.length > 0 && <p class="opted-out">{t.contact.optedOut}</p>}
        <section>
          <h3>{t.contact.addresses}</h3>
          <dl class="facts">
            {(contact.value?.identities ?? []).map((each) => (
              <div key={each.kind + each.address}><dt>{t.contact.kinds[each.kind] ?? each.kind}</dt><dd>{each.address}</dd></div>
            ))}
            {contact.value === null && <div><dt>{t.contact.channel}</dt><dd>{chat.address ?? "—"}</dd></div>}
            <div><dt>{t.contact.channel}</dt><dd>{chat.account ?? "—"}</dd></div>
          </dl>
        </section>
        {teamwork.value && <Work />}
        {contact.value?.fields && <Fields contact={contact.value} onChange={(changed) => (contact.value = { ...contact.value!, ...changed })} />}
        {others.length > 0 && (
          <section>
            <h3>{t.contact.others}</h3>
            <ul class="others">
              {others.map((each) => (
                <li key={each.id}>
                  <a href={`/inbox/chats/${each.id}`} onClick={(e) => { e.preventDefault(); show(each.id); }}>
                    <span class="ellipsis">{each.lastMessage?.preview ?? each.account}</span>
                    <span class="faint">{each.account} · {shortTime(each.lastActivityAt, now.value)}</span>
                  </a>
                </li>
              ))}
            </ul>
          </section>
        )}
        {teamwork.value && <History key={chat.id} chatId={chat.id} stamp={`${chat.status} ${chat.assignee?.id} ${chat.snoozedUntil} ${chat.labels?.length}`} />}
        {openAccount.value?.provider === "sandbox" && <Simulated />}
      </div>
    </section>
  );
}

async function rename(contact: Contact, name: string, done: (changed: Contact) => void): Promise<void> {
  try {
    done(await api.patch<Contact>(`/contacts/${contact.id}`, { name: name === "" ? null : name }));
  } catch (e) {
    toast(wordsFor(e), true);
  }
}

function Work() {
  const chat = openChat.value!;
  const t = w();
  return (
    <>
      <section>
        <h3>{t.contact.assignee}</h3>
        <button type="button" class="pick" onClick={() => (overlay.value = { kind: "assign", chatId: chat.id })}>
          {chat.assignee ? (
            <><span class={`presence ${presence.value.get(chat.assignee.id) ?? "offline"}`} aria-hidden="true" />{chat.assignee.name ?? agents.value?.find((each) => each.id === chat.assignee!.id)?.name}</>
          ) : t.contact.nobody}
        </button>
        {chat.assignee?.id !== me.value?.id && (
          <button type="button" class="link" onClick={() => void chatAction(chat.id, "assign", { agentId: me.value!.id })}>{t.actions.assignMe}</button>
        )}
      </section>
      {labels.value !== null && (
        <section>
          <h3>{t.contact.labels}</h3>
          <p class="label-list">
            {chat.labels?.map((label) => (
              <button key={label.id} type="button" class="label" title={t.composer.remove}
                onClick={() => void setLabels(chat.id, chat.labels!.filter((each) => each.id !== label.id).map((each) => each.id))}>
                <LabelDot color={label.color} />{label.name}<Close size={10} />
              </button>
            ))}
            <button type="button" class="link" onClick={() => (overlay.value = { kind: "labels", chatId: chat.id })}>+ {t.contact.labels}</button>
          </p>
        </section>
      )}
    </>
  );
}

function Fields({ contact, onChange }: { contact: Contact; onChange: (changed: Contact) => void }) {
  const adding = useSignal(false);
  const name = useSignal("");
  const value = useSignal("");
  const t = w().contact;
  const save = async (fields: Record<string, string | null>) => {
    try {
      onChange(await api.patch<Contact>(`/contacts/${contact.id}`, { fields }));
      adding.value = false;
      name.value = value.value = "";
    } catch (e) {
      toast(wordsFor(e), true);
    }
  };
  return (
    <section>
      <h3>{t.fields}</h3>
      <dl class="facts">
        {Object.entries(contact.fields ?? {}).map(([key, text]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd><input value={text} aria-label={key} onChange={(e) => void save({ [key]: e.currentTarget.value || null })} /></dd>
          </div>
        ))}
      </dl>
      {adding.value ? (
        <form class="add-field" onSubmit={(e) => { e.preventDefault(); if (name.value.trim()) void save({ [name.value.trim()]: value.value }); }}>
          <input value={name.value} placeholder={t.fieldName} aria-label={t.fieldName} required onInput={(e) => (name.value = e.currentTarget.value)} />
          <input value={value.value} placeholder={t.fieldValue} aria-label={t.fieldValue} required onInput={(e) => (value.value = e.currentTarget.value)} />
          <button type="submit" class="quiet">{t.save}</button>
        </form>
      ) : (
        <button type="button" class="link" onClick={() => (adding.value = true)}>{t.addField}</button>
      )}
    </section>
  );
}

/** Who did what to this conversation. */
function History({ chatId, stamp }: { chatId: string; stamp: string }) {
  const deeds = useSignal<readonly Deed[]>([]);
  const t = w().contact;
  useEffect(() => {
    api.get<{ entries: Deed[] }>(`/chats/${chatId}/audit?limit=10`).then((page) => (deeds.value = page.entries.filter((each) => each.action !== "chat-read"))).catch(() => {});
  }, [chatId, stamp]);
  if (deeds.value.length === 0) return null;
  return (
    <section>
      <h3>{t.history}</h3>
      <ul class="deeds">
        {deeds.value.map((each) => (
          <li key={each.id}>
            <span><b>{each.agent ? (each.agent.id === me.value?.id ? w().you : each.agent.name) : each.apiKeyId ? t.service : t.engine}</b> {t.deeds[each.action] ?? each.action}</span>
            <time class="faint" dateTime={each.at}>{shortTime(each.at, now.value)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Plays the customer of an account that is a sandbox, so that a newcomer can talk to themselves. */
function Simulated() {
  const chat = openChat.value!;
  const text = useSignal("");
  const busy = useSignal(false);
  const t = w().customer;
  const send = async (e: Event) => {
    e.preventDefault();
    const words = text.value.trim();
    if (words === "" || busy.value) return;
    busy.value = true;
    try {
      await api.post(`/sandbox/${encodeURIComponent(chat.account!)}/inbound`, {
        from: chat.address,
        ...(chat.contact?.name ? { name: chat.contact.name } : {}),
        content: { type: "text", text: words },
      });
      text.value = "";
    } catch (e) {
      toast(wordsFor(e), true);
    } finally {
      busy.value = false;
    }
  };
  return (
    <section class="simulated">
      <h3>{t.title}</h3>
      <p class="faint">{t.hint}</p>
      <form onSubmit={send}>
        <textarea rows={2} value={text.value} placeholder={t.placeholder} aria-label={t.placeholder}
          onInput={(e) => (text.value = e.currentTarget.value)}
          onKeyDown={(e) => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) void send(e); }} />
        <button type="submit" class="quiet" aria-disabled={text.value.trim() === ""}><Send />{t.send}</button>
      </form>
    </section>
  );
}
