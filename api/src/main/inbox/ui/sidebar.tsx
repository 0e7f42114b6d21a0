import { useSignal } from "@preact/signals";
import { Archive, Chat, Check, Clock, Exit, Keyboard, Moon, Plane, User, UserOff } from "./icons.tsx";
import { Avatar, Menu, type MenuItem } from "./parts.tsx";
import { Ways } from "./places.tsx";
import { SettingsNav } from "./settings/nav.tsx";
import { Mark } from "./sign-in.tsx";
import { accounts, choose, chooseLanguage, counts, filter, labels, line, myPresence, setPresence, teamwork } from "../store/inbox.ts";
import { overlay, sheet, theme } from "../store/layout.ts";
import { place } from "../store/places.ts";
import { me, signOut } from "../store/session.ts";
import type { View } from "../store/views.ts";
import { language, w } from "../words/index.ts";
import type { Presence } from "../api/types.ts";
import { Channel } from "./icons.tsx";

const VIEWS: { view: View; icon: typeof Chat; team: boolean }[] = [
  { view: "active", icon: Chat, team: false },
  { view: "waiting", icon: Clock, team: false },
  { view: "mine", icon: User, team: true },
  { view: "unassigned", icon: UserOff, team: true },
  { view: "silent", icon: Plane, team: true },
  { view: "snoozed", icon: Moon, team: true },
  { view: "closed", icon: Check, team: false },
  { view: "archived", icon: Archive, team: true },
];

export function Sidebar() {
  const is = place.value;
  return (
    <nav class="sidebar" aria-label={w().views.heading}>
      <div class="brand"><Mark />{w().product}</div>
      <Ways />
      {is.kind === "inbox" && <Views />}
      {is.kind === "settings" && <SettingsNav section={is.section} />}
      <div class="sidebar-foot">
        <LineState />
        <Self />
      </div>
    </nav>
  );
}

function Views() {
  const pick = (view: View, account: string | null = null, label: string | null = null) => {
    sheet.value = "none";
    choose(view, account, label);
  };
  const { view, account, label } = filter.value;
  const plain = account === null && label === null;
  return (
    <>
      <h2 class="sidebar-heading">{w().views.heading}</h2>
      <ul class="views">
        {VIEWS.filter((each) => !each.team || teamwork.value).map(({ view: each, icon: Icon }) => (
          <li key={each}>
            <button type="button" class="view" aria-current={plain && view === each ? "page" : undefined} onClick={() => pick(each)}>
              <Icon /><span class="view-name">{w().views[each]}</span><Count of={each} />
            </button>
          </li>
        ))}
      </ul>
      {accounts.value.length > 1 && (
        <>
          <h2 class="sidebar-heading">{w().views.accounts}</h2>
          <ul class="views">
            {accounts.value.filter((each) => !each.deletedAt).map((each) => (
              <li key={each.id}>
                <button type="button" class="view" aria-current={account === each.name ? "page" : undefined}
                  onClick={() => pick("active", each.name)}>
                  <Channel of={each.capabilities?.channel} size={16} /><span class="view-name">{each.name}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {labels.value !== null && labels.value.length > 0 && (
        <>
          <h2 class="sidebar-heading">{w().views.labels}</h2>
          <ul class="views">
            {labels.value.map((each) => (
              <li key={each.id}>
                <button type="button" class="view" aria-current={label === each.id ? "page" : undefined}
                  onClick={() => pick("active", null, each.id)}>
                  <LabelDot color={each.color} /><span class="view-name">{each.name}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export function LabelDot({ color }: { color: string }) {
  return <span class="label-dot" aria-hidden="true" style={{ backgroundColor: color }} />;
}

function Count({ of }: { of: View }) {
  const all = counts.value;
  if (all === null) return null;
  const n = of === "waiting" ? all.waiting : of === "unassigned" ? all.unassigned : of === "mine" ? all.mine.open : 0;
  return n > 0 ? <span class="view-count">{n > 999 ? "999+" : n}</span> : null;
}

function LineState() {
  const is = line.value;
  return (
    <p class={`line-state ${is}`} role="status">
      <span class="line-dot" aria-hidden="true" />{w().line[is]}
    </p>
  );
}

function Self() {
  const open = useSignal(false);
  const agent = me.value;
  if (agent === null) return null;
  const t = w();
  const presences: MenuItem[] = (["online", "away", "busy"] as Presence[]).map((each) => ({
    words: t.presence[each]!,
    icon: <span class={`presence ${each}`} aria-hidden="true" />,
    checked: myPresence.value === each,
    run: () => setPresence(each),
  }));
  const themes: MenuItem[] = (["system", "light", "dark"] as const).map((each) => ({
    words: `${t.theme.label}: ${t.theme[each].toLowerCase()}`,
    checked: theme.value === each,
    run: () => (theme.value = each),
  }));
  const items: MenuItem[] = [
    ...(teamwork.value ? presences : []),
    ...themes,
    { words: t.palette.switchLanguage, run: () => chooseLanguage(language.value === "pt" ? "en" : "pt") },
    { words: t.keys.title, icon: <Keyboard />, run: () => (overlay.value = { kind: "help" }) },
    { words: t.signIn.signOut, icon: <Exit />, run: () => void signOut() },
  ];
  return (
    <div class="self">
      <button type="button" class="self-button" aria-haspopup="menu" aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}>
        <span class="with-presence">
          <Avatar id={agent.id} name={agent.name} small />
          {teamwork.value && <span class={`presence ${myPresence.value}`} aria-hidden="true" />}
        </span>
        <span class="self-name">{agent.name}</span>
      </button>
      {open.value && <Menu up label={t.settings.label} items={items} onClose={() => (open.value = false)} />}
    </div>
  );
}
