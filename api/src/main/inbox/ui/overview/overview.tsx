import { counts } from "../../store/inbox.ts";
import { w } from "../../words/index.ts";
import { PlacePage } from "../places.tsx";

/** How it goes, for those who look after the others. */
export function Overview() {
  const t = w().overview;
  const all = counts.value;
  return (
    <PlacePage title={w().places.overview}>
      <section class="tiles" aria-label={t.now}>
        {all !== null && (
          <dl>
            <div><dt>{t.waiting}</dt><dd>{all.waiting}</dd></div>
            <div><dt>{t.unassigned}</dt><dd>{all.unassigned}</dd></div>
            <div><dt>{t.unread}</dt><dd>{all.unread}</dd></div>
            <div><dt>{t.mine}</dt><dd>{all.mine.open}</dd></div>
          </dl>
        )}
      </section>
    </PlacePage>
  );
}
