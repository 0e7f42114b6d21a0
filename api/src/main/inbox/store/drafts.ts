import { signal } from "@preact/signals";

// What is written and not sent, for each chat. Kept in localStorage while one types, so a reload or a crash loses nothing.

export interface Draft {
  text: string;
  subject?: string;
  note?: boolean;
  replyTo?: string;
}

const EMPTY: Draft = { text: "" };
const PAUSE = 250;

/** Chats with a draft, and how it begins; the list shows it. */
export const drafted = signal<ReadonlyMap<string, string>>(new Map());

const drafts = new Map<string, Draft>();
const unsaved = new Set<string>();
let prefix = "";
let timer: ReturnType<typeof setTimeout> | undefined;

export function openDrafts(agentId: string): void {
  save();
  prefix = `switchboard.draft.${agentId}.`;
  drafts.clear();
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i)!;
    if (!key.startsWith(prefix)) continue;
    try {
      drafts.set(key.slice(prefix.length), JSON.parse(localStorage.getItem(key)!) as Draft);
    } catch {
      localStorage.removeItem(key);
    }
  }
  tell();
}

export function draftOf(chatId: string): Draft {
  return drafts.get(chatId) ?? EMPTY;
}

export function keepDraft(chatId: string, draft: Draft): void {
  if (draft.text === "" && draft.replyTo === undefined) drafts.delete(chatId);
  else drafts.set(chatId, draft);
  unsaved.add(chatId);
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function save(): void {
  clearTimeout(timer);
  if (unsaved.size === 0) return;
  for (const chatId of unsaved) {
    const draft = drafts.get(chatId);
    try {
      if (draft === undefined) localStorage.removeItem(prefix + chatId);
      else localStorage.setItem(prefix + chatId, JSON.stringify(draft));
    } catch {
      // Full: it stays in memory.
    }
  }
  unsaved.clear();
  tell();
}

function tell(): void {
  const words = new Map<string, string>();
  for (const [chatId, draft] of drafts) if (draft.text.trim() !== "") words.set(chatId, draft.text.trim().slice(0, 140));
  drafted.value = words;
}

addEventListener("pagehide", save);
document.addEventListener("visibilitychange", () => document.hidden && save());
