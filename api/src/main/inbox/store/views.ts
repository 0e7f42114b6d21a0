import type { Chat } from "../api/types.ts";
import type { KnownChat, List } from "./state.ts";

/** Which chats a list shows. */
export type View = "active" | "waiting" | "mine" | "unassigned" | "silent" | "snoozed" | "closed" | "archived";

export interface Filter {
  view: View;
  account: string | null;
  label: string | null;
}

/** Two filters with the same key are the same list. */
export function keyOf(filter: Filter): string {
  return [filter.view, filter.account ?? "", filter.label ?? ""].join("|");
}

/** The filter as the API has it. A server that knows less answers with more, which `matches` leaves out again. */
export function queryOf(filter: Filter): string {
  const query = new URLSearchParams();
  query.set("status", filter.view === "closed" ? "CLOSED" : filter.view === "archived" ? "ARCHIVED" : "ACTIVE");
  if (filter.view === "waiting" || filter.view === "unassigned" || filter.view === "silent" || filter.view === "snoozed") {
    query.set("view", filter.view);
  }
  if (filter.view === "mine") query.set("assignee", "me");
  if (filter.account !== null) query.set("account", filter.account);
  if (filter.label !== null) query.set("label", filter.label);
  return query.toString();
}

export function matches(chat: Chat, filter: Filter, me: string, now: number): boolean {
  if (filter.account !== null && chat.account !== filter.account) return false;
  if (filter.label !== null && !chat.labels?.some((label) => label.id === filter.label)) return false;
  const snoozed = chat.snoozedUntil !== undefined && Date.parse(chat.snoozedUntil) > now;
  switch (filter.view) {
    case "closed":
      return chat.status === "CLOSED";
    case "archived":
      return chat.status === "ARCHIVED";
    case "active":
      return chat.status === "ACTIVE" && !snoozed;
    case "waiting":
      return chat.status === "ACTIVE" && !snoozed && isWaiting(chat);
    case "mine":
      return chat.status === "ACTIVE" && !snoozed && chat.assignee?.id === me;
    case "unassigned":
      return chat.status === "ACTIVE" && !snoozed && chat.assignee === undefined && chat.silent !== true;
    case "silent":
      return chat.status === "ACTIVE" && !snoozed && chat.assignee === undefined && chat.silent === true;
    case "snoozed":
      return chat.status === "ACTIVE" && snoozed;
  }
}

/** Whether the customer waits for an answer. A server that does not say since when is read by who spoke last. */
export function isWaiting(chat: Chat): boolean {
  return chat.waitingSince !== undefined || (chat.labels === undefined && chat.lastMessage?.direction === "INBOUND");
}

/**
 * The chats of a list, newest activity first: all that are known and match, down to where the list has been fetched. So a
 * chat that changes is where it belongs at once, and none shows below a gap.
 */
export function inList(
  chats: ReadonlyMap<string, KnownChat>,
  list: List | undefined,
  filter: Filter,
  me: string,
  now: number,
): KnownChat[] {
  const floor = list?.floor ?? null;
  const end = list !== undefined && list.next !== null && floor !== null
    ? { at: Date.parse(floor.at), lastActivityAt: floor.at, id: floor.id }
    : null;
  const found: KnownChat[] = [];
  for (const chat of chats.values()) {
    if (end !== null && newestFirst(chat, end) > 0) continue;
    if (matches(chat, filter, me, now)) found.push(chat);
  }
  return found.sort(newestFirst);
}

type Placed = Pick<KnownChat, "at" | "lastActivityAt" | "id">;

export function newestFirst(a: Placed, b: Placed): number {
  if (a.at !== b.at) return b.at - a.at;
  // Microseconds are in the text alone.
  const [x, y] = [fraction(a.lastActivityAt), fraction(b.lastActivityAt)];
  if (x !== y) return x < y ? 1 : -1;
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}

// Events have them as `…32088+00:00`, pages as `…320880Z`.
function fraction(time: string): string {
  return (/\.(\d+)/.exec(time)?.[1] ?? "").padEnd(9, "0");
}

/** Letters without accents and case, so that `jose` finds `José`. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();
}
