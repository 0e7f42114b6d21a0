import type { JSX } from "preact";
import { opened, type Section } from "../../store/places.ts";
import { me } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { PlacePage } from "../places.tsx";
import { Accounts } from "./accounts.tsx";
import { Keys } from "./keys.tsx";
import { Labels } from "./labels.tsx";
import { Profile } from "./profile.tsx";
import { Replies } from "./replies.tsx";
import { Team } from "./team.tsx";
import { Teams } from "./teams.tsx";
import { Templates } from "./templates.tsx";
import { Webhooks } from "./webhooks.tsx";

const PAGES: Record<Section, () => JSX.Element> = {
  profile: Profile,
  team: Team,
  teams: Teams,
  replies: Replies,
  labels: Labels,
  accounts: Accounts,
  templates: Templates,
  keys: Keys,
  webhooks: Webhooks,
};

export function Settings({ section }: { section: Section }) {
  const shown = opened(section, me.value);
  const Page = PAGES[shown];
  return (
    <PlacePage title={w().places.settings}>
      <div class="settings"><Page key={shown} /></div>
    </PlacePage>
  );
}
