import { mayOpen, opened, SECTIONS, type Section } from "../../store/places.ts";
import { api, me } from "../../store/session.ts";
import { w } from "../../words/index.ts";
import { PlaceLink } from "../places.tsx";
import { useLoaded } from "./parts.tsx";

/** The sections of the settings, in the sidebar. */
export function SettingsNav({ section }: { section: Section }) {
  const t = w().settings;
  // A server that has no teams says that there is no such thing.
  const teams = useLoaded((signal) => (mayOpen("teams", me.value) ? api.get("/teams", signal) : Promise.resolve(null)));
  return (
    <>
      {(["you", "team", "channels"] as const).map((group) => {
        const all = SECTIONS.filter((each) => each.group === group && mayOpen(each.name, me.value) && (each.name !== "teams" || teams.value.value !== null));
        return all.length > 0 && (
          <div key={group}>
            <h2 class="sidebar-heading">{t.groups[group]}</h2>
            <ul class="views">
              {all.map(({ name }) => (
                <li key={name}>
                  <PlaceLink class="view" to={{ kind: "settings", section: name }} current={name === opened(section, me.value)}>
                    <span class="view-name">{t.sections[name]}</span>
                  </PlaceLink>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}
