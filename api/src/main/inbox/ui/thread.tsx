import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../api/types.ts";
import { type Chunk, chunked } from "../store/chunks.ts";
import {
  agents, chatAction, customerOf, fetchOlder, looking, markUnread, missing, now, openChat, openId, openThread, pendingOf, revealing, show, shown, isWide, toast,
  teamwork, threadLoading, typing, accountOf,
} from "../store/inbox.ts";
import { overlay, panelShown, togglePanel } from "../store/layout.ts";
import { me } from "../store/session.ts";
import type { Entry } from "../store/outbox.ts";
import type { Thread } from "../store/state.ts";
import { day, dayOf, language, w } from "../words/index.ts";
import { Composer } from "./composer.tsx";
import { Archive, Back, Channel, Check, Down, Moon, More, Panel, Tag, Undo, User } from "./icons.tsx";
import { Bubble, Pending } from "./message.tsx";
import { Avatar, Empty, IconButton, Menu, type MenuItem } from "./parts.tsx";

const JOINED_WITHIN = 5 * 60_000;
const MARGIN = 1200;
const GUESS = 72;
const NEAR = 48;
/** After so many milliseconds what could not be fetched is asked for again. */
const AGAIN = 2_000;

export function ThreadPane() {
  const id = openId.value;
  const t = w();
  if (id === null) {
    return <section class="thread-pane blank" id="thread" aria-label={t.thread.label}><Empty title={t.thread.pick} hint={t.thread.pickHint} /></section>;
  }
  if (missing.value.has(id)) {
    return (
      <section class="thread-pane blank" id="thread" aria-label={t.thread.label}>
        <Empty title={t.thread.notFound}><button type="button" class="quiet" onClick={() => show(null)}>{t.back}</button></Empty>
      </section>
    );
  }
  return (
    <section class="thread-pane" id="thread" aria-label={t.thread.label} tabIndex={-1}>
      <Head />
      <Messages key={id} chatId={id} />
      <Composer key={`composer ${id}`} chatId={id} />
    </section>
  );
}

function Head() {
  const chat = openChat.value;
  const menu = useSignal(false);
  const t = w();
  if (chat === null) return <header class="thread-head" />;
  const name = customerOf(chat);
  const open = chat.status === "ACTIVE";
  const team = teamwork.value;
  const items: MenuItem[] = [
    ...(team ? [
      { words: t.actions.assign, icon: <User />, run: () => (overlay.value = { kind: "assign", chatId: chat.id }) } as MenuItem,
      { words: t.actions.labels, icon: <Tag />, run: () => (overlay.value = { kind: "labels", chatId: chat.id }) } as MenuItem,
      chat.snoozedUntil === undefined
        ? { words: t.actions.snooze, icon: <Moon />, run: () => (overlay.value = { kind: "snooze", chatId: chat.id }) } as MenuItem
        : { words: t.actions.unsnooze, icon: <Moon />, run: () => void chatAction(chat.id, "snooze", { until: null }) } as MenuItem,
      { words: t.actions.markUnread, icon: <Undo />, run: () => void markUnread(chat.id) } as MenuItem,
      { words: t.actions.archive, icon: <Archive />, run: () => void chatAction(chat.id, "archive", undefined, t.actions.archived) } as MenuItem,
    ] : []),
  ];
  return (
    <header class="thread-head">
      <IconButton class="only-phone" name={t.back} onClick={() => show(null)}><Back /></IconButton>
      <Avatar id={chat.contact?.id ?? chat.id} name={name} small />
      <div class="thread-who">
        <h2 class="ellipsis">{name}</h2>
        <p class="thread-facts ellipsis">
          <Channel of={accountOf(chat)?.capabilities?.channel} /><span>{chat.account}</span>
          {chat.contact?.name && chat.address && <span>{chat.address}</span>}
          {chat.assignee && <span>{chat.assignee.name}</span>}
        </p>
      </div>
      <div class="thread-tools">
        {open ? (
          <IconButton name={t.actions.closeChat} keys="e" onClick={() => void closeChat(chat.id)}><Check /></IconButton>
        ) : team ? (
          <button type="button" class="quiet" onClick={() => void chatAction(chat.id, "reopen", undefined, t.actions.reopened)}>{t.actions.reopen}</button>
        ) : <span class="state-word">{t.list.closed}</span>}
        {items.length > 0 && (
          <span class="with-menu">
            <IconButton name={t.more} expanded={menu.value} onClick={() => (menu.value = !menu.value)}><More /></IconButton>
            {menu.value && <Menu label={t.more} items={items} onClose={() => (menu.value = false)} />}
          </span>
        )}
        <IconButton name={panelShown.value ? t.contact.hide : t.contact.show} keys="i" pressed={panelShown.value} onClick={togglePanel}><Panel /></IconButton>
      </div>
    </header>
  );
}

/** Closes it and goes on with the next one of the list. */
export async function closeChat(id: string): Promise<void> {
  const list = shown.value;
  const at = list.findIndex(({ chat }) => chat.id === id);
  const next = at < 0 ? undefined : (list[at + 1] ?? list[at - 1]);
  if (!(await chatAction(id, "close"))) return;
  toast(w().actions.closed, false, teamwork.value
    ? { words: w().actions.reopen, run: () => void chatAction(id, "reopen").then((done) => done && show(id)) }
    : undefined);
  if (openId.value === id) show(isWide() ? (next?.chat.id ?? null) : null);
}

// ---- the messages ----

interface Anchor {
  id: string;
  offset: number;
}

function Messages({ chatId }: { chatId: string }) {
  const thread = openThread.value;
  const scroller = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const chunks = useRef<readonly Chunk[]>([]);
  const heights = useRef(new Map<string, number>());
  const boxes = useRef(new Map<string, HTMLElement>());
  const anchor = useRef<Anchor | null>(null);
  const atEnd = useRef(true);
  /** Where the thread was put last; elsewhere it is by the reader. */
  const placed = useRef(0);
  const away = useSignal(false);
  const lastSeen = useRef<string>("");
  // By key, because what is loaded before it moves every index.
  const range = useSignal<readonly [string, string]>(["", ""]);
  const firstUnread = useRef<string | null>(null);
  const begun = useRef(false);
  /** Whether what was looked for is being brought into sight; it is drawn until it is there. */
  const bringing = useRef(false);
  /** Whether older messages have been asked for. */
  const asking = useRef(false);

  const order = thread?.order ?? [];
  chunks.current = chunked(chunks.current, order);
  const pending = pendingOf(chatId);
  if (!begun.current && thread !== null && order.length > 0) {
    begun.current = true;
    firstUnread.current = firstUnreadOf(thread, openChat.value?.unread ?? 0);
  }

  // After whatever has changed, the reader is where they were: at the end, or at the message that they were looking at.
  const settle = () => {
    const element = scroller.current!;
    const below = element.scrollHeight - element.scrollTop - element.clientHeight;
    // The reader has just begun to scroll, and the browser tells so with the next frame only.
    if (atEnd.current && element.scrollTop < placed.current - 4 && below > NEAR) {
      atEnd.current = false;
      away.value = true;
    } else if (atEnd.current) {
      element.scrollTop = element.scrollHeight;
      lastSeen.current = openThread.value?.order.at(-1) ?? "";
    } else if (anchor.current !== null) {
      const found = inner.current!.querySelector<HTMLElement>(`[data-id="${anchor.current.id}"]`);
      if (found) {
        const moved = found.getBoundingClientRect().top - element.getBoundingClientRect().top - anchor.current.offset;
        if (Math.abs(moved) > 0.5) element.scrollTop += moved;
      }
    }
    placed.current = element.scrollTop;
  };

  // Which pieces are near enough to be drawn.
  const look = () => {
    if (bringing.current) return;
    const element = scroller.current!;
    const [above, below] = [element.scrollTop - MARGIN, element.scrollTop + element.clientHeight + MARGIN];
    let from = "";
    let to = "";
    for (const { key } of chunks.current) {
      const box = boxes.current.get(key);
      if (box && box.offsetTop + box.offsetHeight >= above && box.offsetTop <= below) {
        from ||= key;
        to = key;
      }
    }
    if (from !== range.value[0] || to !== range.value[1]) range.value = [from, to];
    if (element.scrollTop < MARGIN && openThread.value?.older) ask();
  };

  // Who stands at the top scrolls no more: when an answer has come it is looked again, and after none as well.
  const ask = () => {
    if (asking.current) return;
    asking.current = true;
    void fetchOlder(chatId).then((came) => setTimeout(() => {
      asking.current = false;
      if (scroller.current !== null) look();
    }, came ? 0 : AGAIN));
  };

  const remember = () => {
    const edge = scroller.current!.getBoundingClientRect().top;
    anchor.current = null;
    for (const box of inner.current!.querySelectorAll<HTMLElement>("[data-id]")) {
      const place = box.getBoundingClientRect();
      if (place.bottom > edge) {
        anchor.current = { id: box.dataset.id!, offset: place.top - edge };
        break;
      }
    }
  };

  const onScroll = () => {
    const element = scroller.current!;
    placed.current = element.scrollTop;
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    if (atEnd.current) lastSeen.current = openThread.value?.order.at(-1) ?? "";
    away.value = !atEnd.current;
    remember();
    look();
  };

  useLayoutEffect(() => {
    for (const [key, box] of boxes.current) if (box.dataset.drawn === "yes") heights.current.set(key, box.offsetHeight);
    settle();
    // Who has jumped far sees other messages now than were drawn when they jumped.
    if (!atEnd.current) remember();
    look();
  });

  useEffect(() => {
    // Pictures that arrive, a window that is resized, a composer that grows.
    const observer = new ResizeObserver(() => { settle(); look(); });
    observer.observe(inner.current!);
    observer.observe(scroller.current!);
    return () => observer.disconnect();
  }, []);

  // What was looked for is in the middle, and to be seen for a moment.
  const target = revealing.value;
  const found = target?.chatId === chatId && thread?.byId.has(target.messageId) ? target.messageId : null;
  useLayoutEffect(() => {
    if (found === null) return;
    revealing.value = null;
    atEnd.current = false;
    anchor.current = null;
    const key = chunks.current.find((chunk) => chunk.ids.includes(found))!.key;
    range.value = [key, key];
    bringing.current = true;
    requestAnimationFrame(() => {
      bringing.current = false;
      const element = inner.current?.querySelector<HTMLElement>(`[data-id="${found}"]`);
      if (!element) return;
      element.scrollIntoView({ block: "center" });
      remember();
      look();
      element.classList.add("revealed");
      setTimeout(() => element.classList.remove("revealed"), 2_000);
    });
  }, [found]);

  const toEnd = () => {
    atEnd.current = true;
    const end = chunks.current.at(-1)?.key ?? "";
    range.value = [end, end];
    settle();
    requestAnimationFrame(settle);
    away.value = false;
  };
  jumpToEnd.current = toEnd;

  const from = chunks.current.findIndex(({ key }) => key === range.value[0]);
  const to = chunks.current.findIndex(({ key }) => key === range.value[1]);
  const last = chunks.current.length - 1;
  const fresh = away.value ? newSince(thread, lastSeen.current) : 0;
  const t = w();
  const whole = thread !== null && thread.older === null;
  return (
    <div class="messages-frame">
      <div ref={scroller} class="messages" tabIndex={0} role="group" aria-label={t.thread.label} onScroll={onScroll}>
        <div ref={inner} class="messages-inner">
          {thread === null && threadLoading.value.has(chatId) && <p class="thread-edge" role="status">{t.loading}</p>}
          {thread !== null && <p class="thread-edge">{whole ? t.thread.start : t.thread.loadingOlder}</p>}
          {thread !== null && chunks.current.map((chunk, i) => {
            const drawn = from < 0 ? i >= last - 1 : i >= from && i <= to;
            return (
              <div key={chunk.key} class="chunk" data-drawn={drawn ? "yes" : "no"}
                ref={(e) => { if (e) boxes.current.set(chunk.key, e); else boxes.current.delete(chunk.key); }}
                style={drawn ? {} : { height: `${heights.current.get(chunk.key) ?? chunk.ids.length * GUESS}px` }}>
                {drawn && <Rows chunk={chunk} thread={thread} before={chunks.current[i - 1]?.ids.at(-1)} firstUnread={firstUnread.current} />}
              </div>
            );
          })}
          {pending.map((entry, i) => (
            <Pending key={entry.clientId} entry={entry} joined={joinsLast(thread, pending, i)} quoted={entry.replyTo === undefined ? undefined : thread?.byId.get(entry.replyTo)} />
          ))}
          <Typing chatId={chatId} />
        </div>
      </div>
      {away.value && (
        <button type="button" class="to-end" onClick={toEnd} aria-label={fresh > 0 ? t.thread.newMessages(fresh) : t.thread.toNewest}>
          {fresh > 0 && <span>{t.thread.newMessages(fresh)}</span>}<Down />
        </button>
      )}
      <Announcer thread={thread} />
    </div>
  );
}

export const jumpToEnd: { current: (() => void) | null } = { current: null };

function Rows(props: { chunk: Chunk; thread: Thread; before: string | undefined; firstUnread: string | null }) {
  const { chunk, thread, firstUnread } = props;
  let previous = props.before === undefined ? undefined : thread.byId.get(props.before);
  // Whatever else a bubble shows than its message.
  const words = `${language.value} ${teamwork.value} ${agents.value?.length ?? 0}`;
  return (
    <>
      {chunk.ids.map((id) => {
        const message = thread.byId.get(id)!;
        const newDay = previous === undefined || dayOf(previous.createdAt) !== dayOf(message.createdAt);
        const unread = id === firstUnread;
        const joined = !newDay && !unread && previous !== undefined && isJoined(previous, message);
        previous = message;
        return (
          <Fragment key={id}>
            {newDay && <p class="day"><span>{day(message.createdAt, now.value)}</span></p>}
            {unread && <p class="day unread"><span>{w().thread.newSince}</span></p>}
            <Bubble message={message} joined={joined} words={words}
              quoted={message.replyTo === undefined ? undefined : thread.byId.get(message.replyTo)} />
          </Fragment>
        );
      })}
    </>
  );
}

function isJoined(before: Message, message: Message): boolean {
  return (
    before.direction === message.direction &&
    before.agentId === message.agentId &&
    before.content.type !== "system" &&
    Date.parse(message.createdAt) - Date.parse(before.createdAt) < JOINED_WITHIN
  );
}

// As it will be when the server has it, so that nothing moves then.
function joinsLast(thread: Thread | null, pending: readonly Entry[], at: number): boolean {
  const entry = pending[at]!;
  const before = pending[at - 1];
  if (before !== undefined) return before.note === entry.note;
  const last = thread?.byId.get(thread.order.at(-1) ?? "");
  return last !== undefined && last.agentId === me.value?.id && last.direction === (entry.note ? "INTERNAL" : "OUTBOUND") &&
    Date.parse(entry.writtenAt) - Date.parse(last.createdAt) < JOINED_WITHIN && dayOf(last.createdAt) === dayOf(entry.writtenAt);
}

function firstUnreadOf(thread: Thread, unread: number): string | null {
  let left = unread;
  if (left === 0) return null;
  for (let i = thread.order.length - 1; i >= 0; i--) {
    const message = thread.byId.get(thread.order[i]!)!;
    if (message.direction === "INBOUND" && --left === 0) return message.id;
  }
  return null;
}

function newSince(thread: Thread | null, seen: string): number {
  if (thread === null || seen === "") return 0;
  let n = 0;
  for (let i = thread.order.length - 1; i >= 0 && thread.order[i]! > seen; i--) {
    if (thread.byId.get(thread.order[i]!)!.direction === "INBOUND") n++;
  }
  return n;
}

// The room is always there, so nothing moves when somebody begins to type.
function Typing({ chatId }: { chatId: string }) {
  const who = [...(typing.value.get(chatId)?.keys() ?? [])];
  const t = w();
  const names = who.map((id) =>
    id === "customer"
      ? (openChat.value?.contact?.name ?? t.contact.title)
      : (agents.value?.find((agent) => agent.id === id)?.name ?? t.thread.automatic));
  const here = (looking.value.get(chatId) ?? []).filter((id) => id !== me.value?.id)
    .map((id) => agents.value?.find((agent) => agent.id === id)?.name ?? t.thread.automatic).join(", ");
  return (
    <p class="typing" aria-live="polite">
      {here !== "" && names.length === 0 && <span class="looking">{t.thread.looking(here)}</span>}
      {names.length > 0 && <><span class="typing-dots" aria-hidden="true"><i /><i /><i /></span>{t.thread.typing(names.join(", "))}</>}
    </p>
  );
}

/** Reads new messages to those who do not see them. */
function Announcer({ thread }: { thread: Thread | null }) {
  const said = useRef<string | null>(null);
  const id = thread?.order.at(-1);
  const message = id === undefined ? undefined : thread!.byId.get(id);
  let words = "";
  if (id !== undefined && said.current !== null && id > said.current && message?.direction === "INBOUND") {
    words = `${message.senderName ?? ""}: ${message.content.text ?? message.content.type}`;
  }
  useEffect(() => { if (id !== undefined && words === "") said.current = id; }, [id]);
  return <p class="unseen" aria-live="polite">{words}</p>;
}
