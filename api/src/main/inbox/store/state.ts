import type { Chat, ChatPage, Label, LiveEvent, Message, MessagePage, MessageStatus, Person } from "../api/types.ts";

// The single truth of what the page knows, and what changes it. Everything here is pure: pages of the API and events of
// the socket go in, another state comes out. The same event applied twice, or after a page that already had it in, changes
// nothing; that is what makes "fetch, and apply on top what came meanwhile" safe.

/** A chat with what is needed to count each unread message once. */
export interface KnownChat extends Chat {
  /** `lastActivityAt` in milliseconds: lists are sorted by it all the time. */
  at: number;
  /** The last message that `told` has in it. */
  counted: string;
  /** How many were unread when the server said so last. */
  told: number;
  /** Customer's messages since, by id. */
  since: readonly string[];
}

export interface Thread {
  byId: ReadonlyMap<string, Message>;
  /** Ids, oldest first. */
  order: readonly string[];
  /** Where older messages are; null at the beginning of the thread. */
  older: string | null;
}

export interface List {
  /** The last chat of the last page: what is below it has not been fetched. Null where nothing has been. */
  floor: { at: string; id: string } | null;
  next: string | null;
  loaded: boolean;
}

export interface State {
  chats: ReadonlyMap<string, KnownChat>;
  threads: ReadonlyMap<string, Thread>;
  lists: ReadonlyMap<string, List>;
}

export const NOTHING: State = { chats: new Map(), threads: new Map(), lists: new Map() };

// As MessageStatus.successors() of the server: a status only moves forward.
const SUCCESSORS: Record<MessageStatus, readonly MessageStatus[]> = {
  QUEUED: ["SENDING", "UNCONFIRMED", "SENT", "DELIVERED", "READ", "FAILED", "CANCELED", "EXPIRED"],
  SENDING: ["UNCONFIRMED", "SENT", "DELIVERED", "READ", "FAILED", "EXPIRED"],
  UNCONFIRMED: ["SENT", "DELIVERED", "READ", "FAILED", "EXPIRED"],
  SENT: ["DELIVERED", "READ", "FAILED"],
  DELIVERED: ["READ"],
  FAILED: ["DELIVERED", "READ"],
  READ: [],
  CANCELED: [],
  EXPIRED: [],
  RECEIVED: [],
  STORED: [],
};

export function mayFollow(before: MessageStatus, after: MessageStatus): boolean {
  return (SUCCESSORS[before] ?? []).includes(after);
}

// ---- pages of the API ----

export function putChats(state: State, chats: readonly Chat[]): State {
  if (chats.length === 0) return state;
  const all = new Map(state.chats);
  for (const chat of chats) {
    all.set(chat.id, { ...chat, at: Date.parse(chat.lastActivityAt), counted: chat.lastMessage?.id ?? "", told: chat.unread, since: [] });
  }
  return { ...state, chats: all };
}

/**
 * A page of a list. Of the first page one says what `belongs` in the list: what is known, belongs there and is not on it any
 * more is out of date, and is forgotten.
 */
export function putList(state: State, key: string, page: ChatPage, belongs?: (chat: KnownChat) => boolean): State {
  const last = page.chats.at(-1);
  const before = state.lists.get(key);
  const list: List = {
    floor: page.next && last ? { at: last.lastActivityAt, id: last.id } : (before?.floor ?? null),
    next: page.next ?? null,
    loaded: true,
  };
  const kept = belongs === undefined ? state : withoutStale(state, page, belongs);
  return { ...putChats(kept, page.chats), lists: new Map(state.lists).set(key, list) };
}

// Only between the ends of the page: what is newer has come since it was made, what is older is not on it.
function withoutStale(state: State, page: ChatPage, belongs: (chat: KnownChat) => boolean): State {
  const newest = Date.parse(page.chats[0]?.lastActivityAt ?? "9999-12-31T00:00:00Z");
  const oldest = page.next === undefined ? -1 : Date.parse(page.chats.at(-1)?.lastActivityAt ?? "");
  const there = new Set(page.chats.map((chat) => chat.id));
  const stale = [...state.chats.values()].filter((chat) =>
    !there.has(chat.id) && chat.at <= newest && chat.at > oldest && belongs(chat));
  if (stale.length === 0) return state;
  const chats = new Map(state.chats);
  for (const chat of stale) chats.delete(chat.id);
  return { ...state, chats };
}

/**
 * A page of a thread, newest first as the API gives it.
 *
 * `latest` is the newest page: where it does not touch what is known, what is between has been missed, so what was known is
 * dropped. `older` goes on where the thread ended.
 */
export function putThread(state: State, chatId: string, page: MessagePage, which: "latest" | "older"): State {
  const known = state.threads.get(chatId);
  const oldest = page.messages.at(-1);
  const touches =
    known !== undefined &&
    (which === "older" || page.next === undefined || oldest === undefined || known.byId.has(oldest.id) ||
      page.messages.some((message) => known.byId.has(message.id)));
  const base: Thread = touches ? known : { byId: new Map(), order: [], older: null };
  const thread = insert(base, page.messages);
  const older = which === "older" || !touches ? (page.next ?? null) : base.older;
  return { ...state, threads: new Map(state.threads).set(chatId, { ...thread, older }) };
}

/** A message that the API answered with, or that this page knows it has made. Only where its thread is known. */
export function putMessage(state: State, message: Message): State {
  const thread = state.threads.get(message.chatId);
  if (thread === undefined) return state;
  return withThread(state, message.chatId, insert(thread, [message]));
}

export function forgetThread(state: State, chatId: string): State {
  if (!state.threads.has(chatId)) return state;
  const threads = new Map(state.threads);
  threads.delete(chatId);
  return { ...state, threads };
}

function insert(thread: Thread, messages: readonly Message[]): Thread {
  const byId = new Map(thread.byId);
  let fresh: string[] | null = null;
  for (const message of messages) {
    const known = byId.get(message.id);
    if (known === undefined) (fresh ??= []).push(message.id);
    byId.set(message.id, known === undefined ? message : merged(known, message));
  }
  return { ...thread, byId, order: fresh === null ? thread.order : inOrder(thread.order, fresh) };
}

// Ids are UUIDv7, and the server orders threads by them. Almost always all of them go to one end.
function inOrder(order: readonly string[], fresh: string[]): readonly string[] {
  fresh.sort();
  const first = fresh[0]!;
  const last = fresh.at(-1)!;
  if (order.length === 0) return fresh;
  if (first > order.at(-1)!) return [...order, ...fresh];
  if (last < order[0]!) return [...fresh, ...order];
  return [...order, ...fresh].sort();
}

function merged(known: Message, news: Message): Message {
  const ahead = known.status !== news.status && !mayFollow(known.status, news.status);
  const message: Message = { ...known, ...news };
  if (ahead) {
    message.status = known.status;
    if (known.reason === undefined) delete message.reason;
    else message.reason = known.reason;
  }
  // A deletion is for good; whatever was read before it is older.
  if (known.content.type === "deleted") message.content = known.content;
  return message;
}

// ---- events of the socket ----

export function apply(state: State, event: LiveEvent): State {
  switch (event.type) {
    case "message_received":
    case "message_sent":
      return event.message ? onMessage(state, event, event.message) : state;
    case "note_added":
      return event.message ? putMessage(state, event.message) : state;
    case "message_status_updated":
      return onStatus(state, event);
    case "message_updated":
      return change(state, event, (message) =>
        message.content.type === "deleted"
          ? message
          : { ...message, kind: String(event.kind), content: event.content as Message["content"] });
    case "message_deleted":
      return change(state, event, (message) => ({
        ...message,
        content: { type: "deleted" },
        ...(typeof event.at === "string" ? { deletedAt: event.at } : {}),
      }));
    case "attachment_updated":
      return change(state, event, (message) => withFile(message, event));
    case "labels_changed":
      return relabeled(state, event);
    case "chat_updated":
    case "window_closing":
      return onChat(state, event);
    default:
      return state;
  }
}

function onMessage(state: State, event: LiveEvent, message: Message): State {
  const next = putMessage(state, message);
  const chat = next.chats.get(message.chatId);
  if (chat === undefined) return next;
  // What programs write, such as absence notes, and what services send, changes nothing about who waits for whom.
  const customer = message.direction === "INBOUND" && event.automatic !== true && message.automatic !== true;
  const agent = message.direction === "OUTBOUND" && message.agentId !== undefined;
  const changed: KnownChat = { ...chat };
  if (message.id > (chat.lastMessage?.id ?? "")) {
    changed.lastMessage = {
      id: message.id, preview: previewOf(message), direction: message.direction,
      ...(message.agentId === undefined ? {} : { agentId: message.agentId }),
    };
    if (customer || agent) {
      changed.lastActivityAt = later(chat.lastActivityAt, message.createdAt);
      changed.at = Date.parse(changed.lastActivityAt);
    }
    if (agent) delete changed.waitingSince;
  }
  if (customer || agent) delete changed.silent;
  if (customer && message.id > chat.counted && !chat.since.includes(message.id)) {
    changed.since = [...chat.since, message.id];
    changed.unread = changed.told + changed.since.length;
    changed.waitingSince ??= message.createdAt;
    delete changed.snoozedUntil;
  }
  if (typeof event.windowExpiresAt === "string") {
    changed.windowExpiresAt = later(chat.windowExpiresAt ?? "", event.windowExpiresAt);
  }
  return withChat(next, changed);
}

function onStatus(state: State, event: LiveEvent): State {
  const status = event.status as MessageStatus;
  return change(state, event, (message) => {
    if (!mayFollow(message.status, status)) return message;
    const changed: Message = { ...message, status };
    if (typeof event.reason === "string") changed.reason = event.reason;
    else delete changed.reason;
    return changed;
  });
}

/**
 * Whether this tells that the agent has just been given a chat: by the engine, or by a colleague, which shows only where the
 * chat was known as somebody else's or nobody's.
 */
export function gives(state: State, event: LiveEvent, agentId: string): boolean {
  if (event.type !== "chat_updated" || event.chatId === undefined) return false;
  if ((event.assignee as Person | null | undefined)?.id !== agentId) return false;
  const chat = state.chats.get(event.chatId);
  return chat === undefined ? event.automatic === true : chat.assignee?.id !== agentId;
}

function onChat(state: State, event: LiveEvent): State {
  const chat = event.chatId === undefined ? undefined : state.chats.get(event.chatId);
  if (chat === undefined) return state;
  const changed: KnownChat = { ...chat };
  if (typeof event.status === "string") changed.status = event.status as Chat["status"];
  if (typeof event.unread === "number") {
    changed.unread = changed.told = event.unread;
    changed.counted = chat.lastMessage?.id ?? chat.counted;
    changed.since = [];
  }
  if (event.silent === true) changed.silent = true;
  else if (event.silent === false) delete changed.silent;
  if (Array.isArray(event.labels)) changed.labels = event.labels as Label[];
  optional(changed, event, "assignee", (value) => value as Person);
  for (const member of ["snoozedUntil", "waitingSince", "windowExpiresAt", "continuedIn"] as const) {
    optional(changed, event, member, String);
  }
  return withChat(state, changed);
}

// A label is the same one on all chats that have it.
function relabeled(state: State, event: LiveEvent): State {
  const label = event.label as Label | undefined;
  const gone = (event.deleted as Label | undefined)?.id;
  const id = label?.id ?? gone;
  const having = [...state.chats.values()].filter((chat) => chat.labels?.some((each) => each.id === id));
  if (having.length === 0) return state;
  const chats = new Map(state.chats);
  for (const chat of having) chats.set(chat.id, { ...chat, labels: withLabel(chat.labels!, label, gone) });
  return { ...state, chats };
}

function withLabel(labels: readonly Label[], label: Label | undefined, gone: string | undefined): Label[] {
  return labels.filter((each) => each.id !== gone).map((each) => (each.id === label?.id ? label : each)).sort(byName);
}

/** Labels as the server lists them. */
export function byName(a: Label, b: Label): number {
  return a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
}

// What is left out stays, null takes it away.
function optional<K extends "assignee" | "snoozedUntil" | "waitingSince" | "windowExpiresAt" | "continuedIn">(
  chat: KnownChat,
  event: LiveEvent,
  member: K,
  read: (value: unknown) => NonNullable<KnownChat[K]>,
): void {
  if (!(member in event)) return;
  if (event[member] === null) delete chat[member];
  else chat[member] = read(event[member]);
}

function withFile(message: Message, event: LiveEvent): Message {
  const content = message.content;
  const facts = Object.fromEntries(
    ["mimeType", "name", "size"].filter((name) => event[name] !== undefined).map((name) => [name, event[name]]));
  const state = { state: event.state };
  if (content.file?.attachmentId === event.attachmentId) {
    return { ...message, content: { ...content, file: { ...content.file, ...facts, ...state } } };
  }
  if (content.attachments?.some(({ file }) => file.attachmentId === event.attachmentId)) {
    const attachments = content.attachments.map((each) =>
      each.file.attachmentId === event.attachmentId ? { ...each, file: { ...each.file, ...facts, ...state } } : each);
    return { ...message, content: { ...content, attachments } };
  }
  return message;
}

function change(state: State, event: LiveEvent, how: (message: Message) => Message): State {
  const thread = event.chatId === undefined ? undefined : state.threads.get(event.chatId);
  const message = event.messageId === undefined ? undefined : thread?.byId.get(event.messageId);
  if (thread === undefined || message === undefined) return state;
  const changed = how(message);
  if (changed === message) return state;
  return withThread(state, message.chatId, { ...thread, byId: new Map(thread.byId).set(message.id, changed) });
}

function withChat(state: State, chat: KnownChat): State {
  return { ...state, chats: new Map(state.chats).set(chat.id, chat) };
}

function withThread(state: State, chatId: string, thread: Thread): State {
  return { ...state, threads: new Map(state.threads).set(chatId, thread) };
}

function later(a: string, b: string): string {
  return a === "" || Date.parse(b) > Date.parse(a) ? b : a;
}

/** One line for the list, as the server makes it. */
export function previewOf(message: Message): string {
  const { type, text, subject, caption, title, body, name, emoji, file } = message.content;
  const words =
    type === "email" ? subject : type === "template" ? (text ?? `[${name}]`) : (text ?? caption ?? title ?? body ?? emoji);
  const line = (words || file?.name || name || `[${type}]`).replace(/\s+/g, " ").trim();
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
}
