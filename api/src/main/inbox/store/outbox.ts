import { ApiError } from "../api/client.ts";
import type { Accepted, Content, Message } from "../api/types.ts";

// What agents have written and the server has not taken yet. Each entry has one id from the keystroke on: it is the key of
// the bubble on the screen, the `clientId` of every attempt, and so the reason why repeating is safe. Entries are kept in
// localStorage, one item each, so that tabs do not overwrite each other's and a reload loses nothing.

export type EntryState =
  /** Not tried yet, or on its way. */
  | "leaving"
  /** Nobody answered; it is tried again by itself. */
  | "waiting"
  /** Refused, and will be again unless something changes. */
  | "refused"
  /** Somebody has written meanwhile: the agent decides. */
  | "stale"
  /** Found after a reload, too old to be sent without asking. */
  | "old";

export interface Entry {
  clientId: string;
  chatId: string;
  note: boolean;
  content: Content;
  replyTo?: string;
  /** The last message that was on the screen; undefined where the server need not look. */
  seen?: string | null;
  writtenAt: string;
  state: EntryState;
  /** Why it was refused, as an [ApiError] said it; for people. */
  problem?: string;
  missed?: Message[];
}

/** What is other when an entry is tried again. */
export interface Change {
  /** `undefined`: send it whatever has been written meanwhile. */
  seen?: string | undefined;
}

export interface Shelf {
  read(): Entry[];
  write(entry: Entry): void;
  remove(clientId: string): void;
}

export interface OutboxOptions {
  shelf: Shelf;
  send(entry: Entry): Promise<Accepted | Message>;
  /** The server has it. */
  onTaken(entry: Entry, taken: Accepted | Message): void;
  onChange(entries: readonly Entry[]): void;
  /** Somebody has written meanwhile; `missed` is what. */
  onStale?(entry: Entry): void;
  words(error: unknown): string;
  now?(): number;
  later?(work: () => void, milliseconds: number): void;
}

const TOO_OLD = 5 * 60_000;
const PAUSES = [1_000, 2_000, 5_000, 10_000, 20_000];

export class Outbox {
  private entries: Entry[];
  private readonly busy = new Set<string>();
  private readonly failures = new Map<string, number>();

  constructor(private readonly options: OutboxOptions) {
    const now = this.now();
    this.entries = options.shelf.read()
      .map((entry): Entry =>
        entry.state === "refused" || entry.state === "stale" || now - Date.parse(entry.writtenAt) <= TOO_OLD
          ? entry
          : { ...entry, state: "old" })
      .sort((a, b) => (a.writtenAt < b.writtenAt ? -1 : 1));
    options.onChange(this.entries);
  }

  all(): readonly Entry[] {
    return this.entries;
  }

  add(entry: Entry): void {
    this.put(entry);
    this.drain(entry.chatId);
  }

  /** Once more, with the same id. */
  retry(clientId: string, change: Change = {}): void {
    const entry = this.find(clientId);
    if (entry === undefined) return;
    const again: Entry = { ...entry, state: "leaving" };
    delete again.problem;
    delete again.missed;
    if ("seen" in change) {
      if (change.seen === undefined) delete again.seen;
      else again.seen = change.seen;
    }
    this.failures.delete(entry.chatId);
    this.put(again);
    // Whoever has looked has looked for what they wrote after it as well.
    if ("seen" in change) this.looked(entry, change.seen);
    this.drain(entry.chatId);
  }

  private looked(entry: Entry, seen: string | null | undefined): void {
    const at = this.entries.findIndex((each) => each.clientId === entry.clientId);
    for (const each of this.entries.slice(at + 1).filter(({ chatId, note }) => chatId === entry.chatId && !note)) {
      const { seen: _, ...rest } = each;
      this.put(seen === undefined ? rest : { ...rest, seen });
    }
  }

  discard(clientId: string): Entry | undefined {
    const entry = this.find(clientId);
    if (entry === undefined) return undefined;
    const missed = entry.missed?.at(-1);
    if (missed !== undefined) this.looked(entry, missed.id);
    this.take(entry);
    this.drain(entry.chatId);
    return entry;
  }

  /** The connection is back: do not wait for the rest of the pause. */
  hurry(): void {
    this.failures.clear();
    for (const chatId of new Set(this.entries.map((entry) => entry.chatId))) this.drain(chatId);
  }

  // One after the other in each chat, so that they arrive in the order in which they were written.
  private drain(chatId: string): void {
    if (this.busy.has(chatId)) return;
    // What was refused holds up nobody. What waits for a decision does: the rest was written to come after it.
    const head = this.entries.find((entry) => entry.chatId === chatId && (isDue(entry) || entry.state === "stale"));
    if (head === undefined || head.state === "stale") return;
    this.busy.add(chatId);
    void this.attempt(head).finally(() => {
      this.busy.delete(chatId);
      const failures = this.failures.get(chatId) ?? 0;
      if (failures === 0) this.drain(chatId);
      else this.later(() => this.drain(chatId), PAUSES[Math.min(failures, PAUSES.length) - 1]!);
    });
  }

  private async attempt(entry: Entry): Promise<void> {
    try {
      const taken = await this.options.send(entry);
      this.failures.delete(entry.chatId);
      // Taken off only now: whoever reloads in between sends it again under the same id, which is the same message.
      this.take(entry);
      this.options.onTaken(entry, taken);
    } catch (error) {
      if (!this.find(entry.clientId)) return;
      if (error instanceof ApiError && error.is("stale-reply")) {
        const stale: Entry = { ...entry, state: "stale", missed: (error.body.missed as Message[] | undefined) ?? [] };
        this.put(stale);
        this.options.onStale?.(stale);
      } else if (error instanceof ApiError && !error.passes && error.status !== 401) {
        this.put({ ...entry, state: "refused", problem: this.options.words(error) });
      } else {
        this.failures.set(entry.chatId, (this.failures.get(entry.chatId) ?? 0) + 1);
        this.put({ ...entry, state: "waiting" });
      }
    }
  }

  private find(clientId: string): Entry | undefined {
    return this.entries.find((entry) => entry.clientId === clientId);
  }

  private put(entry: Entry): void {
    const at = this.entries.findIndex((each) => each.clientId === entry.clientId);
    this.entries = at < 0 ? [...this.entries, entry] : this.entries.with(at, entry);
    this.options.shelf.write(entry);
    this.options.onChange(this.entries);
  }

  private take(entry: Entry): void {
    this.entries = this.entries.filter((each) => each.clientId !== entry.clientId);
    this.options.shelf.remove(entry.clientId);
    this.options.onChange(this.entries);
  }

  private now(): number {
    return this.options.now?.() ?? Date.now();
  }

  private later(work: () => void, milliseconds: number): void {
    (this.options.later ?? setTimeout)(work, milliseconds);
  }
}

function isDue(entry: Entry): boolean {
  return entry.state === "leaving" || entry.state === "waiting";
}

/** A shelf in localStorage for one agent. Where the browser keeps nothing, what is written lives as long as the page. */
export function storageShelf(agentId: string, storage: Storage): Shelf {
  const prefix = `switchboard.outbox.${agentId}.`;
  return {
    read() {
      const entries: Entry[] = [];
      for (let i = 0; i < storage.length; i++) {
        const key = storage.key(i)!;
        if (!key.startsWith(prefix)) continue;
        try {
          entries.push(JSON.parse(storage.getItem(key)!) as Entry);
        } catch {
          storage.removeItem(key);
        }
      }
      return entries;
    },
    write(entry) {
      try {
        storage.setItem(prefix + entry.clientId, JSON.stringify(entry));
      } catch {
        // Full, or not allowed: it is still sent, it only does not survive a reload.
      }
    },
    remove(clientId) {
      storage.removeItem(prefix + clientId);
    },
  };
}
