import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { chatAction, choose, chooseLanguage, go, markUnread, openChat, openId, sandboxes, show, state, teamwork, toast } from "../store/inbox.ts";
import { overlay, shut, theme, togglePanel } from "../store/layout.ts";
import { notifying, stopNotifications } from "../store/notifications.ts";
import { INBOX, mayGo, mayOpen, place, SECTIONS } from "../store/places.ts";
import { me, signOut } from "../store/session.ts";
import { folded, newestFirst, type View } from "../store/views.ts";
import { language, w } from "../words/index.ts";
import { focusComposer } from "./composer.tsx";
import { Dialog } from "./parts.tsx";
import { searchField } from "./list.tsx";
import { WAYS } from "./places.tsx";
import { allow } from "./settings/profile.tsx";
import { closeChat } from "./thread.tsx";

interface Command {
  words: string;
  keys?: string;
  run(): void;
}

/** Everything that can be done, by its name. */
export function Palette() {
  const query = useSignal("");
  const at = useSignal(0);
  const list = useRef<HTMLUListElement>(null);
  const t = w().palette;
  const wanted = folded(query.value.trim());
  const all = wanted === "" ? commands() : [...commands(), ...chats()];
  const found = all.filter((each) => wanted.split(/\s+/).every((word) => folded(each.words).includes(word))).slice(0, 50);
  const chosen = Math.min(at.value, found.length - 1);

  useLayoutEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    shut();
    // After the dialog has given the focus back, so that the command may move it.
    setTimeout(() => command.run());
  };
  const key = (e: KeyboardEvent) => {
    if (e.key === "ArrowDown") at.value = Math.min(chosen + 1, found.length - 1);
    else if (e.key === "ArrowUp") at.value = Math.max(chosen - 1, 0);
    else if (e.key === "Enter") run(found[chosen]);
    else return;
    e.preventDefault();
  };
  return (
    <Dialog title={t.label} onClose={shut} class="palette" bare>
      <input class="palette-query" value={query.value} placeholder={t.placeholder} role="combobox" aria-expanded="true"
        aria-controls="palette-list" aria-autocomplete="list" aria-label={t.placeholder} autocomplete="off" spellcheck={false}
        {...(found.length > 0 ? { "aria-activedescendant": `palette-${chosen}` } : {})}
        onInput={(e) => { query.value = e.currentTarget.value; at.value = 0; }} onKeyDown={key} />
      <ul ref={list} class="palette-list" id="palette-list" role="listbox" aria-label={t.label}>
        {found.map((command, i) => (
          <li key={command.words} id={`palette-${i}`} role="option" aria-selected={i === chosen}
            onPointerMove={() => (at.value = i)} onClick={() => run(command)}>
            <span class="ellipsis">{command.words}</span>{command.keys && <kbd>{command.keys}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="palette-none">{t.empty}</p>}
    </Dialog>
  );
}

function commands(): Command[] {
  const t = w();
  const chat = openChat.value;
  const team = teamwork.value;
  const views: View[] = team
    ? ["active", "waiting", "mine", "unassigned", "silent", "snoozed", "closed", "archived"]
    : ["active", "waiting", "closed"];
  const list: Command[] = [];
  if (chat !== null) {
    list.push({ words: t.keys.reply, keys: "r", run: focusComposer });
    if (chat.status === "ACTIVE") list.push({ words: t.keys.close, keys: "e", run: () => void closeChat(chat.id) });
    else if (team) list.push({ words: t.actions.reopen, run: () => void chatAction(chat.id, "reopen", undefined, t.actions.reopened) });
    if (team) {
      list.push(
        { words: t.actions.assignMe, keys: "a", run: () => void chatAction(chat.id, "assign", { agentId: me.value!.id }) },
        { words: t.actions.assign, run: () => (overlay.value = { kind: "assign", chatId: chat.id }) },
        { words: t.actions.labels, run: () => (overlay.value = { kind: "labels", chatId: chat.id }) },
        { words: t.actions.snooze, keys: "z", run: () => (overlay.value = { kind: "snooze", chatId: chat.id }) },
        { words: t.actions.markUnread, keys: "u", run: () => void markUnread(chat.id) },
      );
    }
    list.push({ words: t.composer.template, run: () => (overlay.value = { kind: "templates" }) });
    list.push({ words: t.palette.toggleContact, keys: "i", run: togglePanel });
  }
  list.push(...WAYS.filter((way) => way.kind !== place.value.kind && mayGo(way.kind, me.value))
    .map((way) => ({ words: t.palette.goTo(t.places[way.kind]), keys: `g ${way.key}`, run: () => go(way.to) })));
  list.push(...SECTIONS.filter(({ name }) => mayOpen(name, me.value))
    .map(({ name }) => ({ words: `${t.places.settings}: ${t.settings.sections[name]}`, run: () => go({ kind: "settings", section: name }) })));
  list.push(...views.map((view) => ({ words: t.palette.goTo(t.views[view]), run: () => choose(view) })));
  list.push({ words: t.keys.search, keys: "/", run: () => { go(INBOX); setTimeout(() => searchField.current?.focus()); } });
  if (sandboxes.value.length > 0) list.push({ words: t.customer.start, run: () => (overlay.value = { kind: "begin" }) });
  list.push(...(["system", "light", "dark"] as const).map((each) => ({ words: t.palette.theme + t.theme[each], run: () => { theme.value = each; } })));
  list.push({ words: t.palette.switchLanguage, run: () => chooseLanguage(language.value === "pt" ? "en" : "pt") });
  if (notifying.value === "off") list.push({ words: t.palette.notifications, run: () => void allow() });
  if (notifying.value === "on") list.push({ words: t.palette.notificationsOff, run: () => void stopNotifications().then(() => toast(t.notify.stopped)) });
  list.push({ words: t.keys.title, keys: "?", run: () => (overlay.value = { kind: "help" }) });
  list.push({ words: t.signIn.signOut, run: () => void signOut() });
  return list;
}

function chats(): Command[] {
  const t = w();
  return [...state.value.chats.values()]
    .filter((chat) => chat.id !== openId.value)
    .sort(newestFirst)
    .slice(0, 500)
    .map((chat) => ({ words: t.palette.openChat(`${chat.contact?.name ?? ""} ${chat.address ?? ""} · ${chat.account ?? ""}`.trim()), run: () => show(chat.id) }));
}
