import { computed, effect, signal } from "@preact/signals";
import type { Message } from "../api/types.ts";

// How the page looks to this agent on this device.

export type Theme = "system" | "light" | "dark";

function kept<T extends string>(name: string, usual: T): { value: T; keep(value: T): void } {
  const key = `switchboard.${name}`;
  return { value: (localStorage.getItem(key) as T | null) ?? usual, keep: (value) => localStorage.setItem(key, value) };
}

const keptTheme = kept<Theme>("theme", "system");
const keptPanel = kept<"open" | "shut">("panel", "open");

export const theme = signal<Theme>(keptTheme.value);
export const panel = signal(keptPanel.value === "open");
/** Of a phone or a narrow window: what lies over the rest. */
export const sheet = signal<"none" | "views" | "panel">("none");

effect(() => {
  const chosen = theme.value;
  keptTheme.keep(chosen);
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
});
effect(() => keptPanel.keep(panel.value ? "open" : "shut"));

const wideScreen = matchMedia("(min-width: 1180px)");
const wide = signal(wideScreen.matches);
wideScreen.addEventListener("change", () => (wide.value = wideScreen.matches));

/** Whether the customer can be seen: beside the thread, or over it where there is no room. */
export const panelShown = computed(() => (wide.value ? panel.value : sheet.value === "panel"));

export function togglePanel(): void {
  if (wide.value) panel.value = !panel.value;
  else sheet.value = sheet.value === "panel" ? "none" : "panel";
}

/** What is open in front of the page. */
export type Overlay =
  | { kind: "none" }
  | { kind: "palette" }
  | { kind: "help" }
  | { kind: "templates" }
  | { kind: "begin" }
  | { kind: "snooze"; chatId: string }
  | { kind: "assign"; chatId: string }
  | { kind: "labels"; chatId: string }
  | { kind: "remove"; message: Message }
  | { kind: "timeline"; messageId: string }
  | { kind: "picture"; attachmentId: string; name: string };

export const overlay = signal<Overlay>({ kind: "none" });

export function shut(): void {
  overlay.value = { kind: "none" };
}
