import type { ComponentChildren } from "preact";
import { counts, go, unreadChats } from "../store/inbox.ts";
import { sheet } from "../store/layout.ts";
import { addressOf, INBOX, mayGo, type Place, place, type PlaceKind } from "../store/places.ts";
import { me } from "../store/session.ts";
import { w } from "../words/index.ts";
import { Chart, Gear, Inbox, Lines } from "./icons.tsx";
import { IconButton } from "./parts.tsx";

/** The ways to the places, in the order in which they are offered. The key is pressed after `g`. */
export const WAYS: readonly { kind: PlaceKind; to: Place; key: string; icon: typeof Inbox }[] = [
  { kind: "inbox", to: INBOX, key: "i", icon: Inbox },
  { kind: "overview", to: { kind: "overview" }, key: "o", icon: Chart },
  { kind: "settings", to: { kind: "settings", section: "profile" }, key: "s", icon: Gear },
];

export function Ways() {
  const t = w().places;
  return (
    <ul class="views ways" aria-label={t.label}>
      {WAYS.filter((way) => mayGo(way.kind, me.value)).map(({ kind, to, key, icon: Icon }) => (
        <li key={kind}>
          <PlaceLink class="view" to={to} current={place.value.kind === kind} title={`${t[kind]} (g ${key})`}>
            <Icon /><span class="view-name">{t[kind]}</span>
            {kind === "inbox" && place.value.kind !== "inbox" && counts.value !== null && unreadChats.value > 0 &&
              <span class="view-count">{unreadChats.value > 999 ? "999+" : unreadChats.value}</span>}
          </PlaceLink>
        </li>
      ))}
    </ul>
  );
}

/** A link within the page: pressed plainly it goes there at once, with a key held down the browser does what it always does. */
export function PlaceLink(props: { to: Place; current?: boolean; class?: string; title?: string; children: ComponentChildren }) {
  return (
    <a class={props.class} href={addressOf(props.to)} title={props.title}
      {...(props.current ? { "aria-current": "page" as const } : {})}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey || e.altKey || e.button !== 0) return;
        e.preventDefault();
        sheet.value = "none";
        go(props.to);
      }}>
      {props.children}
    </a>
  );
}

/** A place beside the inbox: its name above, what it shows below. */
export function PlacePage({ title, actions, children }: { title: string; actions?: ComponentChildren; children: ComponentChildren }) {
  return (
    <main class="place">
      <header class="place-head">
        <IconButton class="only-narrow" name={w().places.label} onClick={() => (sheet.value = "views")}><Lines /></IconButton>
        <h1>{title}</h1>
        {actions}
      </header>
      <div class="place-body" id="page-body" tabIndex={-1}>{children}</div>
    </main>
  );
}
