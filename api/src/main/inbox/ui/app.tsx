import { useEffect, useRef } from "preact/hooks";
import { begin, end, goOn, openChat, openId, showByAddress, unreadChats } from "../store/inbox.ts";
import { panel, sheet } from "../store/layout.ts";
import { renewNotifications } from "../store/notifications.ts";
import { type Place, place } from "../store/places.ts";
import { me, session } from "../store/session.ts";
import { w } from "../words/index.ts";
import { ChatList } from "./list.tsx";
import { Overlays } from "./overlays.tsx";
import { Overview } from "./overview/overview.tsx";
import { ContactPanel } from "./panel.tsx";
import { Dialog, Toasts } from "./parts.tsx";
import { Settings } from "./settings/settings.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SignIn, SignInForm } from "./sign-in.tsx";
import { ThreadPane } from "./thread.tsx";

export function App() {
  const is = session.value;
  useEffect(() => {
    document.title = title();
  }, [unreadChats.value, openId.value, openChat.value?.contact?.name, place.value, w(), is]);
  if (is === "unknown") return <div class="blank-page" />;
  if (is === "out" || me.value === null) return <SignIn />;
  return <Inbox key={me.value.id} />;
}

function Inbox() {
  useEffect(() => {
    begin();
    showByAddress();
    void renewNotifications();
    addEventListener("popstate", showByAddress);
    return () => {
      removeEventListener("popstate", showByAddress);
      end();
    };
  }, []);
  const expired = session.value === "expired";
  const before = useRef(expired);
  useEffect(() => {
    if (before.current && !expired) goOn();
    before.current = expired;
  }, [expired]);
  return (
    <>
      <a class="skip" href={place.value.kind === "inbox" ? "#thread" : "#page-body"}>
        {place.value.kind === "inbox" ? w().skipToThread : w().skipToPage}
      </a>
      {place.value.kind === "inbox" && <header class="unseen"><h1>{w().title}</h1></header>}
      <div class={`shell at-${place.value.kind}${openId.value === null ? " no-chat" : " has-chat"}${panel.value && openChat.value ? " with-panel" : ""} sheet-${sheet.value}`}>
        <Sidebar />
        <Work of={place.value} />
        {sheet.value !== "none" && <button type="button" class="veil" aria-label={w().close} onClick={() => (sheet.value = "none")} />}
      </div>
      {expired && (
        <Dialog title={w().signIn.title} onClose={() => {}}><SignInForm expired /></Dialog>
      )}
      <Overlays />
      <Toasts level={0} />
    </>
  );
}

function Work({ of }: { of: Place }) {
  switch (of.kind) {
    case "inbox":
      return (
        <main class="work">
          <ChatList />
          <ThreadPane />
          {openChat.value && <ContactPanel />}
        </main>
      );
    case "overview":
      return <Overview />;
    case "settings":
      return <Settings section={of.section} />;
  }
}

function title(): string {
  const at = place.value.kind;
  const name = at !== "inbox" ? w().places[at] : openChat.value ? (openChat.value.contact?.name ?? openChat.value.address) : undefined;
  const n = session.value === "in" ? unreadChats.value : 0;
  return `${n > 0 ? `(${n > 99 ? "99+" : n}) ` : ""}${[name, w().product].filter(Boolean).join(" · ")}`;
}
