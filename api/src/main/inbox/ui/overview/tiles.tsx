import type { ComponentChildren } from "preact";
import { w } from "../../words/index.ts";

/** What has become of a figure: in words, and whether that is good news. */
export interface Change {
  words: string;
  better: boolean | null;
}

/** A figure with its name, its change, and a word beside it. */
export function Tile(props: { name: string; figure: string; change?: Change | null; hint?: string; alarming?: boolean; children?: ComponentChildren }) {
  return (
    <div class={`tile${props.alarming ? " alarming" : ""}`}>
      <dt>{props.name}</dt>
      <dd>
        <span class="figure">{props.figure}</span>
        {props.change && <Changed {...props.change} />}
        {props.hint && <span class="tile-hint">{props.hint}</span>}
      </dd>
      {props.children}
    </div>
  );
}

// An arrow and a sign beside the colour.
function Changed({ words, better }: Change) {
  const t = w().overview;
  const tone = better === null ? "" : better ? " better" : " worse";
  return (
    <span class={`change${tone}`}>
      {words}
      {better !== null && <span class="unseen"> {better ? t.better : t.worse}</span>}
    </span>
  );
}

/** A line without axes, for the last hour at a glance; the figure beside it says what counts. */
export function Spark({ values }: { values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const at = (value: number, i: number) => `${((i / Math.max(1, values.length - 1)) * 100).toFixed(2)},${(29 - (value / most) * 26).toFixed(2)}`;
  const line = values.map(at).join(" ");
  return (
    <svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <polygon class="spark-area" points={`0,30 ${line} 100,30`} />
      <polyline class="spark-line" points={line} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
