import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Chat, Found } from "../api/types.ts";
import { drafted } from "../store/drafts.ts";
import {
  accountOf, agents, currentPage, customerOf, fetchMoreOfList, filter, labels, line, listLoading, noChats, now, openId, query, reveal, sandboxes, search, searching, selected, show, shown,
  typing,
} from "../store/inbox.ts";
import { overlay, sheet } from "../store/layout.ts";
import { me } from "../store/session.ts";
import { isWaiting, keyOf } from "../store/views.ts";
import { duration, shortTime, w } from "../words/index.ts";
import { focusComposer } from "./composer.tsx";
import { Channel, Close, Inbox, Moon, Person, Reply, Search } from "./icons.tsx";
import { Avatar, Empty, IconButton } from "./parts.tsx";
import { LabelDot } from "./sidebar.tsx";

const ROW = 68;
const BEYOND = 6;

export const searchField: { current: HTMLInputElement | null } = { current: null };

/** The list of chats. Only the rows that can be seen are in the page, however many there are. */
export function ChatList() {
  const t = w();
  const { view, account, label } = filter.value;
  const labelled = labels.value?.find((each) => each.id === label)?.name;
  const title = account ?? labelled ?? t.views[view];
  return (
    <section class="list-pane" aria-label={t.list.label}>
      <header class="list-head">
        <IconButton class="only-narrow" name={t.list.filter} onClick={() => (sheet.value = "views")}><Inbox /></IconButton>
        <h2 class="list-title">{title}</h2>
        {sandboxes.value.length > 0 && (
          <IconButton name={t.customer.start} onClick={() => (overlay.value = { kind: "begin" })}><Person /></IconButton>
        )}
      </header>
      <div class="search">
        <Search />
        <input ref={(e) => { searchField.current = e; }} type="search" value={query.value} aria-label={t.list.search}
          placeholder={t.list.searchPlaceholder} autocomplete="off" spellcheck={false}
          onInput={(e) => search(e.currentTarget.value)}
          onKeyDown={(e) => {
            if (e.key === "Escape") { search(""); e.currentTarget.blur(); }
            if (e.key === "Enter" && shown.value[0]) { show(shown.value[0].chat.id); e.currentTarget.blur(); }
          }} />
        {query.value !== "" && <IconButton name={t.list.clearSearch} onClick={() => search("")}><Close size={12} /></IconButton>}
        {query.value === "" && <kbd aria-hidden="true">/</kbd>}
      </div>
      <Rows />
      {line.value === "down" && <p class="line-bar" role="status">{t.line.down}</p>}
    </section>
  );
}

function Rows() {
  const scroller = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(800);
  const rows = shown.value;
  const key = keyOf(filter.value);
  const list = currentPage.value;

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => (height.value = entry!.contentRect.height));
    observer.observe(scroller.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => { scroller.current!.scrollTop = 0; }, [key, query.value === ""]);

  // What j and k have chosen is brought into sight, and moves nothing where it is in sight already.
  const chosen = selected.value;
  useEffect(() => {
    const at = rows.findIndex(({ chat }) => chat.id === chosen);
    const element = scroller.current!;
    if (at < 0) return;
    if (at * ROW < element.scrollTop) element.scrollTop = at * ROW;
    else if ((at + 1) * ROW > element.scrollTop + element.clientHeight) element.scrollTop = (at + 1) * ROW - element.clientHeight;
  }, [chosen]);

  const from = Math.max(0, Math.floor(top.value / ROW) - BEYOND);
  const to = Math.min(rows.length, Math.ceil((top.value + height.value) / ROW) + BEYOND);
  const nearEnd = (to + 10) * ROW >= rows.length * ROW;
  useEffect(() => {
    if (query.value === "" && nearEnd && list?.next) void fetchMoreOfList();
  }, [nearEnd, list?.next, rows.length]);

  const t = w().list;
  return (
    <div ref={scroller} class="rows" onScroll={(e) => (top.value = e.currentTarget.scrollTop)}>
      {rows.length === 0 ? (
        <Nothing loaded={list?.loaded === true && !listLoading.value && !searching.value} />
      ) : (
        <ul class="row-list" style={{ height: `${rows.length * ROW}px` }} aria-label={t.label}>
          {rows.slice(from, to).map((found, i) => (
            <li key={found.chat.id + (found.message?.id ?? "")} class="row-place" style={{ transform: `translateY(${(from + i) * ROW}px)` }}
              aria-setsize={rows.length} aria-posinset={from + i + 1}>
              <Row found={found} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Nothing({ loaded }: { loaded: boolean }) {
  const t = w();
  if (query.value.trim() !== "") return loaded ? <Empty title={t.list.noHits(query.value.trim())} /> : null;
  if (!loaded) return <Skeleton />;
  return (
    <Empty title={t.list.empty} hint={t.list.emptyHint}>
      {sandboxes.value.length > 0 && noChats.value && (
        <>
          <p class="empty-hint">{t.customer.startHint}</p>
          <button type="button" class="primary" onClick={() => (overlay.value = { kind: "begin" })}>{t.customer.start}</button>
        </>
      )}
    </Empty>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label={w().loading}>
      {[1, 2, 3, 4, 5, 6].map((n) => <div key={n} class="skeleton-row"><span /><span /><span /></div>)}
    </div>
  );
}

function Row({ found }: { found: Found }) {
  const { chat, message } = found;
  const t = w().list;
  const name = customerOf(chat);
  const open = openId.value === chat.id;
  const writers = [...(typing.value.get(chat.id)?.keys() ?? [])];
  const writer = writers.length === 0 ? undefined
    : writers.includes("customer") ? name : (agents.value?.find((each) => each.id === writers[0])?.name ?? w().thread.automatic);
  const draft = open ? undefined : drafted.value.get(chat.id);
  const account = accountOf(chat);
  const waits = chat.status === "ACTIVE" && chat.waitingSince !== undefined && isWaiting(chat);
  const waited = waits ? now.value - Date.parse(chat.waitingSince!) : 0;
  const preview = message?.snippet ?? chat.lastMessage?.preview ?? "";
  return (
    <a class={`row${open ? " open" : ""}${selected.value === chat.id ? " selected" : ""}${chat.unread > 0 ? " unread" : ""}`}
      href={`/inbox/chats/${chat.id}`} aria-current={open ? "true" : undefined}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        if (message) void reveal(chat.id, message.id);
        else show(chat.id);
        // With a mouse one goes on by writing; with keys one goes on through the list.
        if (e.detail > 0 && matchMedia("(hover: hover)").matches) setTimeout(focusComposer);
      }}>
      <Avatar id={chat.contact?.id ?? chat.id} name={name} />
      <span class="row-name">
        <span class="ellipsis">{name}</span>
        {chat.labels?.map((label) => <span key={label.id} title={label.name}><LabelDot color={label.color} /></span>)}
      </span>
      <time class="row-time" dateTime={chat.lastActivityAt}>{shortTime(chat.lastActivityAt, now.value)}</time>
      <span class="row-preview ellipsis">
        {writer !== undefined ? <em class="row-typing">{w().thread.typing(writer)}</em>
          : draft ? <><span class="row-draft">{t.draft}</span>{draft}</>
          : message ? <Snippet text={preview} />
          : <><Speaker chat={chat} />{preview}</>}
      </span>
      <span class="row-meta">
        <span class="row-channel"><Channel of={account?.capabilities?.channel} />{chat.account}</span>
        {chat.assignee && <span class="row-assignee ellipsis">{chat.assignee.name}</span>}
        {waits && <span class="row-waits">{waited < 1_000 ? t.waiting : t.waitingFor(duration(waited))}</span>}
        {chat.snoozedUntil !== undefined && <span class="row-snoozed"><Moon size={12} />{shortTime(chat.snoozedUntil, now.value)}</span>}
        {chat.status === "CLOSED" && <span>{t.closed}</span>}
      </span>
      {chat.unread > 0 && <span class="badge" aria-label={t.unread(chat.unread)}>{chat.unread > 99 ? "99+" : chat.unread}</span>}
    </a>
  );
}

// Who said it last, unless it was the customer.
function Speaker({ chat: { lastMessage } }: { chat: Chat }) {
  const t = w().list;
  if (lastMessage?.direction !== "OUTBOUND") return null;
  if (lastMessage.agentId !== undefined && lastMessage.agentId === me.value?.id) return <span class="row-you">{t.youSaid}</span>;
  return <span class="row-you"><Reply size={12} /><span class="unseen">{t.answered}</span></span>;
}

// The server marks what was found; it is text, and stays text.
function Snippet({ text }: { text: string }) {
  const parts = text.split(/<\/?(?:b|mark|em)>/i);
  return <>{parts.map((part, i) => (i % 2 === 1 ? <mark key={i}>{part}</mark> : part))}</>;
}
