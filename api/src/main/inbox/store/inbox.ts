import { batch, computed, effect, signal } from "@preact/signals";
import { ApiError } from "../api/client.ts";
import type {
  Accepted, Account, Agent, CannedReply, Chat, ChatPage, Content, Counts, Found, Label, LiveEvent, Message, MessagePage,
  Presence,
} from "../api/types.ts";
import { type Line, Live } from "../live/live.ts";
import { type Language, speak, w, wordsFor } from "../words/index.ts";
import { openDrafts } from "./drafts.ts";
import { type Entry, Outbox, storageShelf } from "./outbox.ts";
import { addressOf, INBOX, mayGo, type Place, place, placeAt } from "./places.ts";
import { api, me, onRenewed, refused, session, socketToken } from "./session.ts";
import * as reduce from "./state.ts";
import { folded, type Filter, inList, keyOf, matches, newestFirst, queryOf, type View } from "./views.ts";

// What the page does. Everything that is shown is read from the signals here; everything that is done is a function here.

export const state = signal<reduce.State>(reduce.NOTHING);
export const filter = signal<Filter>({ view: "active", account: null, label: null });
export const selected = signal<string | null>(null);
/** Whether a phone shows the thread. */
export const openId = signal<string | null>(null);
export const line = signal<Line>("off");
export const now = signal(Date.now());

export const accounts = signal<readonly Account[]>([]);
export const agents = signal<readonly Agent[] | null>(null);
export const labels = signal<readonly Label[] | null>(null);
export const cannedReplies = signal<readonly CannedReply[] | null>(null);
export const counts = signal<Counts | null>(null);
/** Whether the server has assignment, snoozing, labels and notes. */
export const teamwork = computed(() => counts.value !== null || labels.value !== null);

export const entries = signal<readonly Entry[]>([]);
/** Who is typing in which chat: `customer`, or an agent's id; until when it counts. */
export const typing = signal<ReadonlyMap<string, ReadonlyMap<string, number>>>(new Map());
export const looking = signal<ReadonlyMap<string, readonly string[]>>(new Map());
export const presence = signal<ReadonlyMap<string, Presence>>(new Map());
export const myPresence = signal<Presence>("online");

export const query = signal("");
export const hits = signal<readonly Found[] | null>(null);
export const searching = signal(false);
export const listLoading = signal(false);
export const threadLoading = signal<ReadonlySet<string>>(new Set());
export const missing = signal<ReadonlySet<string>>(new Set());

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { words: string; run(): void };
}
export const toasts = signal<readonly Toast[]>([]);

let outbox: Outbox | null = null;
let live: Live | null = null;
// Events that came while something was being fetched are applied once more on top of the answer.
const fetches = new Set<LiveEvent[]>();
/** Ids of messages that this page has made: the key under which they were shown before the server named them. */
export const keys = new Map<string, string>();

export function toast(text: string, bad = false, action?: Toast["action"]): void {
  const id = Math.random();
  toasts.value = [...toasts.value.slice(-2), { id, text, bad, ...(action ? { action } : {}) }];
  setTimeout(() => dismiss(id), bad ? 8_000 : 4_000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

// ---- what is shown ----

// Parts of the state, so that what is computed of one is not computed again when another changes.
const chats = computed(() => state.value.chats);
const lists = computed(() => state.value.lists);
const threads = computed(() => state.value.threads);

export const currentList = computed(() =>
  inList(chats.value, lists.value.get(keyOf(filter.value)), filter.value, me.value?.id ?? "", now.value));

export const currentPage = computed(() => lists.value.get(keyOf(filter.value)));
export const noChats = computed(() => chats.value.size === 0);

/** Where the server does not search, what is known is searched. */
export const shown = computed<readonly Found[]>(() => {
  const q = query.value.trim();
  if (q === "") return currentList.value.map((chat) => ({ chat }));
  if (hits.value !== null) {
    return hits.value.map((found) => ({ ...found, chat: chats.value.get(found.chat.id) ?? found.chat }));
  }
  const wanted = folded(q);
  const digits = q.replace(/\D/g, "");
  return [...chats.value.values()]
    .filter((chat) =>
      folded(`${chat.contact?.name ?? ""} ${chat.address ?? ""} ${chat.lastMessage?.preview ?? ""}`).includes(wanted) ||
      (digits.length > 3 && (chat.address ?? "").includes(digits)))
    .sort(newestFirst)
    .map((chat) => ({ chat }));
});

export const openChat = computed(() => (openId.value === null ? null : (chats.value.get(openId.value) ?? null)));
export const openThread = computed(() => (openId.value === null ? null : (threads.value.get(openId.value) ?? null)));
export const openAccount = computed(() => accountOf(openChat.value));

export const unreadChats = computed(() => {
  if (counts.value !== null) return counts.value.unread;
  let n = 0;
  for (const chat of chats.value.values()) if (chat.unread > 0 && chat.status === "ACTIVE") n++;
  return n;
});

export function accountOf(chat: Chat | null): Account | null {
  return chat === null ? null : (accounts.value.find((account) => account.name === chat.account) ?? null);
}

export const sandboxes = computed(() =>
  accounts.value.filter((account) => account.provider === "sandbox" && account.enabled && !account.deletedAt));

// ---- beginning and ending ----

export function begin(): void {
  const agentId = me.value!.id;
  openDrafts(agentId);
  outbox = new Outbox({
    shelf: storageShelf(agentId, localStorage),
    send: deliver,
    onTaken: taken,
    onChange: (all) => (entries.value = all),
    words: wordsFor,
    onStale: (entry) => (state.value = (entry.missed ?? []).reduce(reduce.putMessage, state.value)),
  });
  live = new Live({
    url: (cursor) => {
      const base = location.origin.replace(/^http/, "ws");
      return `${base}/api/v1/ws${cursor === null ? "" : `?resume=${encodeURIComponent(cursor)}`}`;
    },
    token: socketToken,
    onSync: () => void fetchShown(),
    onEvent: hear,
    onLine: (is) => {
      const was = line.value;
      line.value = is;
      if (is === "live" && was !== "live") outbox?.hurry();
      if (is === "down" && was !== "down") void fetchShown();
    },
    onRefused: refused,
  });
  live.start();
  void furnish();
}

export function end(): void {
  live?.stop();
  live = null;
  outbox = null;
  batch(() => {
    state.value = reduce.NOTHING;
    entries.value = [];
    accounts.value = [];
    agents.value = labels.value = cannedReplies.value = counts.value = null;
    openId.value = selected.value = leftOpen = null;
    query.value = "";
    hits.value = null;
  });
}

/** Signed in again after the session had ended: everything is still here, only the line has to come back. */
export function goOn(): void {
  live?.stop();
  live?.start();
  outbox?.hurry();
}

// What changes rarely. Whatever this server does not have is left out, and so is what would need it.
async function furnish(): Promise<void> {
  const optional = <T>(path: string) => api.get<T>(path).catch(() => null);
  const found = await optional<{ accounts: Account[] }>("/accounts");
  if (found) accounts.value = found.accounts;
  const [people, tags, canned, mine] = await Promise.all([
    optional<{ agents: Agent[] }>("/agents"),
    optional<{ labels: Label[] }>("/labels"),
    optional<Record<string, CannedReply[]>>("/canned-replies"),
    optional<{ language?: string; name?: string }>("/me"),
  ]);
  batch(() => {
    agents.value = people?.agents.filter((each) => each.disabledAt === undefined) ?? null;
    keepsLanguage = mine !== null;
    labels.value = tags?.labels ?? null;
    cannedReplies.value = canned === null ? null : (Object.values(canned).find(Array.isArray) ?? []);
    // What the line has told is newer.
    if (people && !tellsPresence) presence.value = new Map(people.agents.map((each) => [each.id, each.presence ?? "offline"]));
    if (mine?.language === "pt" || mine?.language === "en") speak(mine.language);
  });
}

let keepsLanguage = false;

/** The agent's language, on all their devices where the server keeps it. */
export function chooseLanguage(chosen: Language): void {
  speak(chosen);
  if (keepsLanguage) void api.patch("/me", { language: chosen }).catch(() => {});
}

async function refreshCounts(): Promise<void> {
  counts.value = await api.get<Counts>("/chats/counts").catch((e) => (e instanceof ApiError ? null : counts.value));
}

let countTimer: ReturnType<typeof setTimeout> | undefined;

function countSoon(): void {
  if (counts.value === null || countTimer !== undefined) return;
  countTimer = setTimeout(() => {
    countTimer = undefined;
    void refreshCounts();
  }, 1_000);
}

// ---- fetching ----

async function fetched<T>(get: () => Promise<T>, put: (before: reduce.State, page: T) => reduce.State): Promise<T> {
  const meanwhile: LiveEvent[] = [];
  fetches.add(meanwhile);
  try {
    const page = await get();
    state.value = meanwhile.reduce(reduce.apply, put(state.value, page));
    return page;
  } finally {
    fetches.delete(meanwhile);
  }
}

/** Everything on the screen, anew. What comes over the line meanwhile is applied on top. Tells whether the server answered. */
async function fetchShown(): Promise<boolean> {
  const id = openId.value;
  const [answered] = await Promise.all([fetchList(), id === null ? null : fetchChat(id), refreshCounts()]);
  return answered;
}

/** Tells whether the server answered. */
export async function fetchList(): Promise<boolean> {
  const wanted = filter.value;
  listLoading.value = true;
  try {
    await fetched(() => api.get<ChatPage>(`/chats?limit=50&${queryOf(wanted)}`), (before, page) =>
      reduce.putList(before, keyOf(wanted), page, (chat) =>
        chat.id !== openId.value && matches(chat, wanted, me.value?.id ?? "", Date.now())));
    return true;
  } catch (e) {
    if (session.value === "in" && line.value === "live") toast(wordsFor(e), true);
    return false;
  } finally {
    listLoading.value = false;
  }
}

export async function fetchMoreOfList(): Promise<void> {
  const wanted = filter.value;
  const next = state.value.lists.get(keyOf(wanted))?.next;
  if (listLoading.value || !next) return;
  listLoading.value = true;
  try {
    await fetched(() => api.get<ChatPage>(`/chats?limit=100&${queryOf(wanted)}&before=${encodeURIComponent(next)}`),
      (before, page) => reduce.putList(before, keyOf(wanted), page));
  } catch {
    // The list ends where it is; scrolling asks again.
  } finally {
    listLoading.value = false;
  }
}

async function fetchChat(id: string): Promise<void> {
  threadLoading.value = new Set(threadLoading.value).add(id);
  try {
    await Promise.all([
      fetched(() => api.get<Chat>(`/chats/${id}`), (before, chat) => reduce.putChats(before, [chat])),
      fetched(() => api.get<MessagePage>(`/chats/${id}/messages?limit=50`), (before, page) =>
        reduce.putThread(before, id, page, "latest")),
    ]);
    if (openId.value === id) readSoon();
  } catch (e) {
    if (e instanceof ApiError && (e.status === 404 || e.status === 422 || e.status === 400)) {
      missing.value = new Set(missing.value).add(id);
    } else if (session.value === "in" && line.value === "live") toast(wordsFor(e), true);
  } finally {
    const rest = new Set(threadLoading.value);
    rest.delete(id);
    threadLoading.value = rest;
  }
}

const fetchingOlder = new Map<string, Promise<boolean>>();

/** The messages before those that are known, and whether they came; who asks while they are fetched already gets the same ones. */
export function fetchOlder(id: string, limit = 100): Promise<boolean> {
  const older = state.value.threads.get(id)?.older;
  if (!older) return Promise.resolve(true);
  const underWay = fetchingOlder.get(id);
  if (underWay !== undefined) return underWay;
  const fetching = fetched(() => api.get<MessagePage>(`/chats/${id}/messages?limit=${limit}&before=${older}`), (before, page) =>
    reduce.putThread(before, id, page, "older"))
    .then(() => true, () => false)
    .finally(() => fetchingOlder.delete(id));
  fetchingOlder.set(id, fetching);
  return fetching;
}

/** A message to be brought into sight, once it is there. */
export const revealing = signal<{ chatId: string; messageId: string } | null>(null);

// So many messages back; whoever wants more scrolls.
const FARTHEST = 20_000;

/** Opens a chat at a message, which may be far back. */
export async function reveal(chatId: string, messageId: string): Promise<void> {
  show(chatId);
  if (!state.value.threads.has(chatId)) await fetchChat(chatId);
  for (;;) {
    const thread = state.value.threads.get(chatId);
    if (openId.value !== chatId || thread === undefined) return;
    if (thread.byId.has(messageId)) {
      revealing.value = { chatId, messageId };
      return;
    }
    if (thread.older === null || thread.order.length >= FARTHEST) return;
    if (!(await fetchOlder(chatId, 200))) return;
  }
}

const strangers = new Map<string, Promise<void>>();

// A campaign to thousands is no reason to look at thousands of chats.
function concernsPeople(event: LiveEvent): boolean {
  return event.type === "chat_updated" || event.type === "message_received"
    || (event.type === "message_sent" && event.message?.agentId !== undefined);
}

// An event of a chat that has not been seen: it is looked at once, however many events it has.
function meet(chatId: string): Promise<void> {
  let meeting = strangers.get(chatId);
  if (meeting === undefined) {
    meeting = look(chatId).finally(() => strangers.delete(chatId));
    strangers.set(chatId, meeting);
  }
  return meeting;
}

async function look(chatId: string): Promise<void> {
  try {
    await fetched(() => api.get<Chat>(`/chats/${chatId}`), (before, chat) => reduce.putChats(before, [chat]));
  } catch {
    // Not ours, or gone: the list shows it when it is fetched.
  }
}

// ---- the line ----

/** Whether the server tells who is there; it says so when the line is ready. */
let tellsPresence = false;

function tellLooking(): void {
  if (tellsPresence) live?.say({ type: "looking", chatId: openId.value });
}

// The line goes on with the new token instead of ending with the old one.
onRenewed((token) => live?.say({ type: "auth", token }));

let fetchTimer: ReturnType<typeof setTimeout> | undefined;

function fetchShownSoon(): void {
  fetchTimer ??= setTimeout(() => {
    fetchTimer = undefined;
    void fetchShown();
  }, 1_000);
}

let heard: LiveEvent[] = [];

// A screen shows no more than sixty states a second: what comes in between is applied together.
function hear(event: LiveEvent): void {
  for (const log of fetches) log.push(event);
  heard.push(event);
  if (heard.length > 1) return;
  if (document.hidden) setTimeout(applyHeard, 100);
  else requestAnimationFrame(applyHeard);
}

function applyHeard(): void {
  const events = heard;
  heard = [];
  batch(() => events.forEach(applyOne));
}

function applyOne(event: LiveEvent): void {
  switch (event.type) {
    case "typing_start":
    case "typing_stop":
      setTyping(event);
      return;
    case "presence_changed":
      presence.value = new Map(presence.value).set(String(event.agentId), event.presence as Presence);
      if (event.agentId === me.value?.id && event.presence !== "offline") myPresence.value = event.presence as Presence;
      return;
    case "looking":
      if (event.chatId) looking.value = new Map(looking.value).set(event.chatId, (event.agents as string[]) ?? []);
      return;
    case "teams_changed":
      // What was seen until now may be hidden, and the other way round: what is shown is fetched anew, the rest forgotten.
      state.value = reduce.NOTHING;
      void furnish();
      void fetchShown();
      return;
    case "ready":
      tellsPresence = Array.isArray(event.presence);
      if (tellsPresence) {
        const all = event.presence as { agentId: string; presence: Presence }[];
        presence.value = new Map(all.map((each) => [each.agentId, each.presence]));
        myPresence.value = presence.value.get(me.value?.id ?? "") ?? "online";
      }
      tellLooking();
      return;
  }
  const chatId = event.chatId ?? event.message?.chatId;
  if (event.type === "message_sent" && event.message) adopt(event.message);
  const given = chatId !== undefined && !taking.has(chatId) && reduce.gives(state.value, event, me.value?.id ?? "");
  state.value = reduce.apply(state.value, event);
  const met = chatId && !state.value.chats.has(chatId) && concernsPeople(event) ? meet(chatId) : undefined;
  if (given) void Promise.resolve(met).then(() => tellGiven(chatId));
  if (event.type === "message_received" && event.message) {
    stopTyping(event.message.chatId, "customer");
    if (event.message.automatic !== true) tellHidden(event.message);
    if (event.message.chatId === openId.value) readSoon();
  }
  if (event.type === "labels_changed") hearLabel(event.label as Label | undefined, event.deleted as Label | undefined);
  if (event.type === "contact_updated" || event.type === "contact_merged") fetchShownSoon();
  countSoon();
}

function hearLabel(label: Label | undefined, gone: Label | undefined): void {
  if (labels.value === null) return;
  const others = labels.value.filter((each) => each.id !== label?.id && each.id !== gone?.id);
  labels.value = label === undefined ? others : [...others, label].sort(reduce.byName);
  // Its list is one of all chats now.
  if (gone !== undefined && filter.value.label === gone.id) choose(filter.value.view, filter.value.account);
}

function tellHidden(message: Message): void {
  const assignee = state.value.chats.get(message.chatId)?.assignee?.id;
  if (assignee !== undefined && assignee !== me.value?.id) return;
  notify(message.chatId, message.senderName ?? w().list.unknown, reduce.previewOf(message));
}

/** What a chat's customer is called. */
export function customerOf(chat: Chat | undefined): string {
  return chat?.contact?.name ?? chat?.address ?? w().list.unknown;
}

function tellGiven(chatId: string): void {
  const name = customerOf(state.value.chats.get(chatId));
  const words = w().notify.given(name);
  toast(words, false, chatId === openId.value ? undefined : { words: w().notify.show, run: () => show(chatId) });
  notify(chatId, name, words);
}

// Who has an inbox open gets no push; where it is behind something else, it says so itself.
function notify(chatId: string, title: string, body: string): void {
  if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
  const note = new Notification(title, { body, tag: chatId });
  note.onclick = () => {
    window.focus();
    note.close();
    show(chatId);
  };
}

const TYPING_LASTS = 6_000;

function setTyping(event: LiveEvent): void {
  if (!event.chatId || event.agentId === me.value?.id) return;
  const who = typeof event.agentId === "string" ? event.agentId : "customer";
  if (event.type === "typing_stop") return stopTyping(event.chatId, who);
  const all = new Map(typing.value);
  all.set(event.chatId, new Map(all.get(event.chatId)).set(who, Date.now() + TYPING_LASTS));
  typing.value = all;
  setTimeout(() => {
    if ((typing.value.get(event.chatId!)?.get(who) ?? 0) <= Date.now()) stopTyping(event.chatId!, who);
  }, TYPING_LASTS + 50);
}

function stopTyping(chatId: string, who: string): void {
  const chat = typing.value.get(chatId);
  if (!chat?.has(who)) return;
  const rest = new Map(chat);
  rest.delete(who);
  typing.value = new Map(typing.value).set(chatId, rest);
}

let typingTold = 0;

/** The agent is writing: tell it every few seconds, not with each key. */
export function tellTyping(chatId: string): void {
  if (Date.now() - typingTold < 3_000) return;
  typingTold = Date.now();
  live?.say({ type: "typing_start", chatId });
}

export function tellTypingEnded(chatId: string): void {
  if (typingTold === 0) return;
  typingTold = 0;
  live?.say({ type: "typing_stop", chatId });
}

export function setPresence(to: Presence): void {
  myPresence.value = to;
  live?.say({ type: "presence", presence: to });
}

// While the line is down, what is shown is asked for.
const POLL = 10_000;
setInterval(() => {
  now.value = Date.now();
  if (line.value !== "down" || session.value !== "in" || document.hidden) return;
  // Where the server answers again, the line need not wait for the rest of its pause.
  void fetchShown().then((answered) => answered && live?.hurry());
}, POLL);

addEventListener("online", () => {
  live?.hurry();
  outbox?.hurry();
});
// The line is asked at once whether it is still there, instead of at the next ping.
addEventListener("offline", () => live?.hurry());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    // Nothing is painted any more, so nothing that waits for it would ever come.
    applyHeard();
    return;
  }
  now.value = Date.now();
  live?.hurry();
  readSoon();
});
addEventListener("focus", () => readSoon());

// ---- going around ----

/** Whether list and thread stand side by side. */
export function isWide(): boolean {
  return matchMedia("(min-width: 760px)").matches;
}

let chatTimer: ReturnType<typeof setTimeout> | undefined;

/** @param how whether the address becomes a new one, or takes the place of the last; `pass`: one may be on the way to another */
export function show(chatId: string | null, how: "go" | "pass" | "there" = "go"): void {
  const before = openId.value;
  if (before === chatId && place.value.kind === "inbox") return;
  if (before !== null && before !== chatId) tellTypingEnded(before);
  batch(() => {
    place.value = INBOX;
    openId.value = chatId;
    if (chatId !== null) selected.value = chatId;
  });
  const address = addressOf(INBOX, chatId);
  if (how === "go") history.pushState(null, "", address);
  if (how === "pass") history.replaceState(null, "", address);
  tellLooking();
  clearTimeout(chatTimer);
  if (chatId !== null) chatTimer = setTimeout(() => void fetchChat(chatId), how === "pass" ? 150 : 0);
}

/** The chat that was open when the inbox was left: whoever comes back finds it again. */
let leftOpen: string | null = null;

/** To another place of the page, or back to the inbox. Everything that is live goes on in each of them. */
export function go(to: Place, how: "go" | "there" = "go"): void {
  const from = place.value;
  if (to.kind === "inbox") {
    if (from.kind !== "inbox") show(leftOpen, how);
    return;
  }
  if (from.kind === "inbox") {
    // Nobody looks at a chat that is not on the screen, so it is not read, and colleagues are not told.
    leftOpen = openId.value;
    if (leftOpen !== null) tellTypingEnded(leftOpen);
  }
  batch(() => {
    openId.value = null;
    place.value = to;
  });
  tellLooking();
  if (how === "go" && addressOf(from) !== addressOf(to)) history.pushState(null, "", addressOf(to));
}

/** What the address says. */
export function showByAddress(): void {
  const { place: to, chatId } = placeAt(location.pathname);
  if (to.kind === "inbox" || !mayGo(to.kind, me.value)) show(chatId, "there");
  else go(to, "there");
}

export function choose(view: View, account: string | null = null, label: string | null = null): void {
  go(INBOX);
  batch(() => {
    filter.value = { view, account, label };
    query.value = "";
    hits.value = null;
  });
  void fetchList();
}

/** To the next or the previous chat of the list, opening it where one is open. */
export function step(by: 1 | -1): void {
  const list = shown.value;
  const at = list.findIndex(({ chat }) => chat.id === selected.value);
  const next = list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + by))];
  if (!next) return;
  selected.value = next.chat.id;
  if (isWide()) show(next.chat.id, "pass");
}

let searchTimer: ReturnType<typeof setTimeout> | undefined;
let searchAbort: AbortController | undefined;
let serverSearches = true;

export function search(text: string): void {
  query.value = text;
  clearTimeout(searchTimer);
  searchAbort?.abort();
  const q = text.trim();
  if (q === "" || !serverSearches) {
    hits.value = null;
    searching.value = false;
    return;
  }
  searching.value = true;
  searchTimer = setTimeout(() => void searchNow(q), 200);
}

async function searchNow(q: string): Promise<void> {
  const abort = (searchAbort = new AbortController());
  try {
    const found = await api.get<{ results: Found[] }>(`/search?limit=50&q=${encodeURIComponent(q)}`, abort.signal);
    if (!abort.signal.aborted) hits.value = found.results;
  } catch (e) {
    if (e instanceof ApiError && (e.status === 404 || e.status === 405)) serverSearches = false;
    if (!abort.signal.aborted) hits.value = null;
  } finally {
    if (!abort.signal.aborted) searching.value = false;
  }
}

// ---- reading ----

let reading = false;

/** What is open and looked at is read. */
function readSoon(): void {
  const chat = openChat.value;
  if (reading || chat === null || chat.unread === 0 || document.hidden || !document.hasFocus()) return;
  if (chat.id === keptUnread) return;
  reading = true;
  void fetched(() => api.post<Chat>(`/chats/${chat.id}/read`), (before, read) => reduce.putChats(before, [read]))
    .catch(() => {})
    .finally(() => (reading = false));
}

let keptUnread: string | null = null;
effect(() => {
  if (openId.value !== keptUnread) keptUnread = null;
});

// ---- writing ----

/** Sends, or rather: writes down that it is to be sent. Comes back at once, and shows at once. */
export function write(chatId: string, content: Content, also: { replyTo?: string; note?: boolean } = {}): void {
  // Our own on their way are no news to us. Before the thread is there, nobody can say what was seen.
  const seen = state.value.threads.get(chatId)?.order.at(-1);
  tellTypingEnded(chatId);
  outbox?.add({
    clientId: crypto.randomUUID(),
    chatId,
    content,
    note: also.note === true,
    ...(also.replyTo === undefined ? {} : { replyTo: also.replyTo }),
    ...(teamwork.value && !also.note && seen !== undefined ? { seen } : {}),
    writtenAt: new Date().toISOString(),
    state: "leaving",
  });
}

function deliver(entry: Entry): Promise<Accepted | Message> {
  if (entry.note) {
    return api.post<Message>(`/chats/${entry.chatId}/notes`, { text: entry.content.text, clientId: entry.clientId });
  }
  return api.post<Accepted>(`/chats/${entry.chatId}/messages`, {
    content: entry.content,
    clientId: entry.clientId,
    ...(entry.replyTo === undefined ? {} : { replyTo: entry.replyTo }),
    ...(entry.seen === undefined ? {} : { seen: entry.seen }),
  });
}

function taken(entry: Entry, answer: Accepted | Message): void {
  keys.set(answer.id, entry.clientId);
  adopted.delete(entry.clientId);
  // What the event says is at least as new, so where it came first it stays.
  if (state.value.threads.get(entry.chatId)?.byId.has(answer.id)) return;
  const message: Message =
    "direction" in answer
      ? answer
      : {
          id: answer.id,
          chatId: entry.chatId,
          direction: "OUTBOUND",
          kind: entry.content.type,
          content: entry.content,
          status: answer.status,
          createdAt: new Date().toISOString(),
          agentId: me.value!.id,
          ...(entry.replyTo === undefined ? {} : { replyTo: entry.replyTo }),
        };
  state.value = entry.note
    ? reduce.putMessage(state.value, message)
    : reduce.apply(state.value, { type: "message_sent", message });
}

/** Entries whose message the line has told of before the server's answer came. */
const adopted = new Map<string, string>();

function adopt(message: Message): void {
  if (message.agentId !== undefined && message.agentId !== me.value?.id) return;
  if ([...adopted.values()].includes(message.id) || keys.has(message.id)) return;
  const words = (content: Content) => JSON.stringify([content.type, content.text ?? content.subject ?? content.file?.attachmentId]);
  const entry = outbox?.all().find((each) =>
    each.chatId === message.chatId && !each.note && each.state === "leaving" && !adopted.has(each.clientId) &&
    words(each.content) === words(message.content));
  if (entry === undefined) return;
  adopted.set(entry.clientId, message.id);
  keys.set(message.id, entry.clientId);
}

/** What of a chat is written and not taken, without what the line has told of already. */
export function pendingOf(chatId: string): Entry[] {
  return entries.value.filter((entry) => entry.chatId === chatId && !adopted.has(entry.clientId));
}

export function retry(clientId: string): void {
  outbox?.retry(clientId);
}

/** What is shown has been seen; what comes until the server looks has not. */
export function sendAnyway(entry: Entry): void {
  outbox?.retry(entry.clientId, { seen: state.value.threads.get(entry.chatId)?.order.at(-1) });
}

export function discard(clientId: string): Entry | undefined {
  return outbox?.discard(clientId);
}

// ---- what one does with a chat ----

async function act(work: () => Promise<Chat>, done?: string): Promise<boolean> {
  try {
    await fetched(work, (before, chat) => reduce.putChats(before, [chat]));
    if (done) toast(done);
    countSoon();
    return true;
  } catch (e) {
    const other = e instanceof ApiError ? e.body.continuedIn : undefined;
    if (typeof other === "string") {
      toast(w().actions.openElsewhere, true, { words: w().thread.openContinued, run: () => show(other) });
    } else toast(wordsFor(e), true);
    return false;
  }
}

/** Chats about whose assignee this agent is just deciding: what is told of them is no news. */
const taking = new Set<string>();

export async function chatAction(id: string, action: string, body?: unknown, done?: string): Promise<boolean> {
  if (action !== "assign") return act(() => api.post<Chat>(`/chats/${id}/${action}`, body), done);
  taking.add(id);
  try {
    return await act(() => api.post<Chat>(`/chats/${id}/${action}`, body), done);
  } finally {
    taking.delete(id);
  }
}

export async function setLabels(id: string, chosen: readonly string[]): Promise<void> {
  await act(() => api.put<Chat>(`/chats/${id}/labels`, { labels: chosen }));
}

export async function markUnread(id: string): Promise<void> {
  keptUnread = id;
  await chatAction(id, "unread");
}

export async function removeMessage(message: Message): Promise<void> {
  try {
    await api.delete(`/chats/${message.chatId}/messages/${message.id}`);
    state.value = reduce.apply(state.value, { type: "message_deleted", chatId: message.chatId, messageId: message.id });
  } catch (e) {
    toast(wordsFor(e), true);
  }
}

export async function callBack(message: Message, done: string): Promise<void> {
  try {
    const answer = await api.delete<{ status: Message["status"] }>(`/messages/${message.id}`);
    state.value = reduce.apply(state.value, {
      type: "message_status_updated", chatId: message.chatId, messageId: message.id, status: answer.status });
    toast(done);
  } catch (e) {
    toast(wordsFor(e), true);
  }
}
