import { signal } from "@preact/signals";
import type { Me } from "./session.ts";

// Where in the page one is, as its address says it.

/** The sections of the settings, in the order in which they are offered, and who is shown them. */
export const SECTIONS = [
  { name: "profile", group: "you", role: "agent" },
  { name: "team", group: "team", role: "admin" },
  { name: "teams", group: "team", role: "admin" },
  { name: "replies", group: "team", role: "supervisor" },
  { name: "labels", group: "team", role: "supervisor" },
  { name: "accounts", group: "channels", role: "admin" },
  { name: "templates", group: "channels", role: "supervisor" },
  { name: "keys", group: "channels", role: "admin" },
  { name: "webhooks", group: "channels", role: "admin" },
] as const;
export type Section = (typeof SECTIONS)[number]["name"];

export type Place = { kind: "inbox" } | { kind: "overview" } | { kind: "settings"; section: Section };
export type PlaceKind = Place["kind"];

export const INBOX: Place = { kind: "inbox" };
export const place = signal<Place>(INBOX);

const CHAT = /^\/inbox\/chats\/([0-9a-f-]{36})$/;
const SETTINGS = /^\/inbox\/settings(?:\/([a-z-]+))?\/?$/;

/** Where an address leads, and to which chat. Whatever it does not know leads to the inbox. */
export function placeAt(path: string): { place: Place; chatId: string | null } {
  if (/^\/inbox\/overview\/?$/.test(path)) return { place: { kind: "overview" }, chatId: null };
  const settings = SETTINGS.exec(path);
  if (settings) return { place: { kind: "settings", section: sectionOf(settings[1]) }, chatId: null };
  return { place: INBOX, chatId: CHAT.exec(path)?.[1] ?? null };
}

function sectionOf(name: string | undefined): Section {
  return SECTIONS.find((each) => each.name === name)?.name ?? "profile";
}

export function addressOf(place: Place, chatId: string | null = null): string {
  switch (place.kind) {
    case "inbox":
      return chatId === null ? "/inbox/" : `/inbox/chats/${chatId}`;
    case "overview":
      return "/inbox/overview";
    case "settings":
      return `/inbox/settings/${place.section}`;
  }
}

type Who = Pick<Me, "role"> | null;

const ROLES = ["agent", "supervisor", "admin"];

function isAtLeast(role: string, who: Who): boolean {
  return ROLES.indexOf(who?.role ?? "") >= ROLES.indexOf(role);
}

/** Whether somebody is shown the way there. What they may do there, the API decides. */
export function mayGo(to: PlaceKind, who: Who): boolean {
  return to !== "overview" || isAtLeast("supervisor", who);
}

/** The section that somebody sees who asks for this one. */
export function opened(section: Section, who: Who): Section {
  return mayOpen(section, who) ? section : "profile";
}

export function mayOpen(section: Section, who: Who): boolean {
  return isAtLeast(SECTIONS.find((each) => each.name === section)!.role, who);
}
