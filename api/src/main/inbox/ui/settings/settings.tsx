import type { JSX } from "preact";
import { mayOpen, type Section } from "../../store/places.ts";
import { me } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { PlacePage } from "../places.tsx";
import { Profile } from "./profile.tsx";

const PAGES: Record<Section, () => JSX.Element> = {
  profile: Profile,
};

export function Settings({ section }: { section: Section }) {
  const shown = mayOpen(section, me.value) ? section : "profile";
  const Page = PAGES[shown];
  return (
    <PlacePage title={w().settings.sections[shown]}>
      <div class="settings"><Page key={shown} /></div>
    </PlacePage>
  );
}
