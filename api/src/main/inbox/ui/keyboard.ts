import { chatAction, go, openChat, openId, selected, show, step, teamwork, markUnread } from "../store/inbox.ts";
import { overlay, sheet, togglePanel } from "../store/layout.ts";
import { INBOX, mayGo, place } from "../store/places.ts";
import { me, session } from "../store/session.ts";
import { w } from "../words/index.ts";
import { composing, focusComposer } from "./composer.tsx";
import { searchField } from "./list.tsx";
import { WAYS } from "./places.tsx";
import { closeChat, jumpToEnd } from "./thread.tsx";

export const COMMAND = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

/** All keys, as the help shows them. */
export function shortcuts(): { name: string; keys: [string[], string][] }[] {
  const t = w().keys;
  const team: [string[], string][] = teamwork.value
    ? [[["n"], t.note], [["a"], t.assign], [["z"], t.snooze], [["u"], t.unread]]
    : [];
  return [
    {
      name: t.groupMove,
      keys: [
        [["j"], t.next], [["k"], t.previous], [["Enter"], t.open], [["/"], t.search], [[COMMAND, "K"], t.palette],
        [["?"], t.help], [["Esc"], t.escape],
        ...WAYS.filter((way) => mayGo(way.kind, me.value)).map((way): [string[], string] => [["g", way.key], w().places[way.kind]]),
      ],
    },
    {
      name: t.groupChat,
      keys: [
        [["r"], t.reply], ...team, [["e"], t.close], [["i"], t.contact], [["G"], t.newest],
        [["Enter"], t.send], [["Shift", "Enter"], t.newline],
      ],
    },
  ];
}

export function listen(): void {
  addEventListener("keydown", (e) => {
    if (session.value !== "in" || e.defaultPrevented) return;
    if ((e.metaKey || e.ctrlKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === "k") {
      e.preventDefault();
      overlay.value = overlay.value.kind === "palette" ? { kind: "none" } : { kind: "palette" };
      return;
    }
    if (e.metaKey || e.ctrlKey || e.altKey || overlay.value.kind !== "none") return;
    const target = e.target as HTMLElement;
    // What is in front of the page has the keys.
    if (document.querySelector("dialog[open]") !== null) return;
    if (target.closest("input, textarea, select, [contenteditable], [role=menu]")) return;
    if (press(e.key, target)) e.preventDefault();
  });
}

const SECOND_KEY = 1_500;
let pressedG = -SECOND_KEY;

function press(key: string, target: HTMLElement): boolean {
  if (performance.now() - pressedG < SECOND_KEY) {
    pressedG = -SECOND_KEY;
    const way = WAYS.find((each) => each.key === key);
    if (way && mayGo(way.kind, me.value)) {
      go(way.to);
      return true;
    }
  }
  if (key === "g") {
    pressedG = performance.now();
    return true;
  }
  if (key === "?") {
    overlay.value = { kind: "help" };
    return true;
  }
  return place.value.kind === "inbox" ? pressInInbox(key, target) : pressElsewhere(key);
}

function pressElsewhere(key: string): boolean {
  if (key !== "Escape") return false;
  if (sheet.value !== "none") sheet.value = "none";
  else go(INBOX);
  return true;
}

function pressInInbox(key: string, target: HTMLElement): boolean {
  const chat = openChat.value;
  const team = teamwork.value;
  switch (key) {
    case "j":
      step(1);
      return true;
    case "k":
      step(-1);
      return true;
    case "Enter":
      // On a button or a link it does what that does.
      if (target.closest("a, button") || selected.value === null) return false;
      show(selected.value);
      return true;
    case "/":
      searchField.current?.focus();
      return true;
    case "Escape":
      if (sheet.value !== "none") sheet.value = "none";
      else if (openId.value !== null) show(null);
      else return false;
      return true;
  }
  if (chat === null) return false;
  switch (key) {
    case "r":
      focusComposer();
      return true;
    case "e":
      if (chat.status === "ACTIVE") void closeChat(chat.id);
      return true;
    case "i":
      togglePanel();
      return true;
    case "G":
      jumpToEnd.current?.();
      return true;
    case "n":
      if (team) composing.note();
      if (team) focusComposer();
      return team;
    case "a":
      if (team) void chatAction(chat.id, "assign", { agentId: me.value!.id }, w().actions.assigned(me.value!.name));
      return team;
    case "z":
      if (team) overlay.value = { kind: "snooze", chatId: chat.id };
      return team;
    case "u":
      if (team) void markUnread(chat.id);
      return team;
  }
  return false;
}
