import { useEffect, useRef } from "preact/hooks";
import { begin, end, goOn, openChat, openId, showByAddress, unreadChats } from "../store/inbox.ts";
import { panel, sheet } from "../store/layout.ts";
import { renewNotifications } from "../store/notifications.ts";
import { me, session } from "../store/session.ts";
import { w } from "../words/index.ts";
import { ChatList } from "./list.tsx";
import { Overlays } from "./overlays.tsx";
import { ContactPanel } from "./panel.tsx";
import { Dialog, Toasts } from "./parts.tsx";
import { Sidebar } from "./sidebar.tsx";
import { SignIn, SignInForm } from "./sign-in.tsx";
import { ThreadPane } from "./thread.tsx";

export function App() {
  const is = session.value;
  useEffect(() => {
    document.title = title();
  }, [unreadChats.value, openId.value, openChat.value?.contact?.name, w(), is]);
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
      <a class="skip" href="#thread">{w().skipToThread}</a>
      <header class="unseen"><h1>{w().title}</h1></header>
      <div class={`shell${openId.value === null ? " no-chat" : " has-chat"}${panel.value && openChat.value ? " with-panel" : ""} sheet-${sheet.value}`}>
        <Sidebar />
        <main class="work">
          <ChatList />
          <ThreadPane />
          {openChat.value && <ContactPanel />}
        </main>
        {sheet.value !== "none" && <button type="button" class="veil" aria-label={w().close} onClick={() => (sheet.value = "none")} />}
      </div>
      {expired && (
        <Dialog title={w().signIn.title} onClose={() => {}}><SignInForm expired /></Dialog>
      )}
      <Overlays />
      <Toasts />
    </>
  );
}

function title(): string {
  const name = openChat.value ? (openChat.value.contact?.name ?? openChat.value.address) : undefined;
  const n = session.value === "in" ? unreadChats.value : 0;
  return `${n > 0 ? `(${n > 99 ? "99+" : n}) ` : ""}${[name, w().product].filter(Boolean).join(" · ")}`;
}
