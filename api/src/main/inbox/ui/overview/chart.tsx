import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { axisEnd } from "../../store/overview.ts";
import { w } from "../../words/index.ts";
import { count } from "./figures.ts";

/** What one of the two rows of bars shows. */
export interface Row {
  name: string;
  /** How it is drawn; the two are told apart by place and pattern as well. */
  look: "plain" | "muted" | "good" | "bad";
}

export interface Bar {
  /** In full, as `14:00 – 15:00`. */
  name: string;
  /** Below the axis; where it is missing, nothing is written. */
  tick?: string;
  up: number;
  down: number;
}

const HEIGHT = 184;
const FOOT = 22;
const SIDE = 40;
const GAP = 2;

/**
 * Two numbers over time, one above the axis and one below it. It is a picture for those who see it; the same figures are a
 * table for those who do not. Where a pointer is, the bar's figures stand above.
 */
export function Chart({ title, hint, up, down, bars }: { title: string; hint?: string; up: Row; down: Row; bars: readonly Bar[] }) {
  const t = w().overview;
  const [frame, width] = useWidth();
  const shown = useSignal<number | null>(null);
  const none = bars.every((bar) => bar.up === 0 && bar.down === 0);
  const at = shown.value === null ? undefined : bars[shown.value];
  return (
    <section class="card chart" aria-label={title}>
      <header>
        <div>
          <h3>{title}</h3>
          {hint && <p class="faint">{hint}</p>}
        </div>
        <Legend up={up} down={down} at={at} bars={bars} />
      </header>
      <div ref={frame} class="chart-frame" onPointerLeave={() => (shown.value = null)}>
        {none
          ? <p class="chart-none">{t.none}</p>
          : width > 0 && <Picture up={up} down={down} bars={bars} width={width} shown={shown.value} show={(i) => (shown.value = i)} />}
      </div>
      <table class="unseen">
        <caption>{title}</caption>
        <thead><tr><th scope="col">{t.time}</th><th scope="col">{up.name}</th><th scope="col">{down.name}</th></tr></thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.name}><th scope="row">{bar.name}</th><td>{count(bar.up)}</td><td>{count(bar.down)}</td></tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

// The sums, or what is under the pointer.
function Legend({ up, down, at, bars }: { up: Row; down: Row; at: Bar | undefined; bars: readonly Bar[] }) {
  const sum = (which: "up" | "down") => (at ? at[which] : bars.reduce((all, bar) => all + bar[which], 0));
  return (
    <p class="legend" aria-hidden="true">
      {at && <span class="legend-time">{at.name}</span>}
      <span class={`key ${up.look}`}>{up.name} <b>{count(sum("up"))}</b></span>
      <span class={`key ${down.look} below`}>{down.name} <b>{count(sum("down"))}</b></span>
    </p>
  );
}

function Picture(props: { up: Row; down: Row; bars: readonly Bar[]; width: number; shown: number | null; show: (i: number) => void }) {
  const { bars, width } = props;
  const topEnd = axisEnd(Math.max(0, ...bars.map((bar) => bar.up)));
  const lowest = Math.max(0, ...bars.map((bar) => bar.down));
  const lowEnd = lowest === 0 ? 0 : axisEnd(lowest);
  const plot = HEIGHT - FOOT;
  // Both directions in one measure, or else one could not compare them.
  const unit = plot / (topEnd + lowEnd);
  const zero = topEnd * unit;
  const step = (width - SIDE) / bars.length;
  const wide = Math.max(1, Math.min(28, step - GAP));
  const left = (i: number) => SIDE + i * step + (step - wide) / 2;
  const line = (value: number, y: number) => (
    <g key={y}>
      <line class={value === 0 ? "axis" : "grid"} x1={SIDE} x2={width} y1={y} y2={y} />
      <text class="tick" x={SIDE - 8} y={y + 4} text-anchor="end">{count(value)}</text>
    </g>
  );
  return (
    <svg width={width} height={HEIGHT + 8} viewBox={`0 -8 ${width} ${HEIGHT + 8}`} aria-hidden="true" focusable="false">
      <defs>
        <pattern id={`stripes-${props.down.look}`} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class={`stripe-ground ${props.down.look}`} width="4" height="4" />
          <rect class={`stripe ${props.down.look}`} width="2" height="4" />
        </pattern>
      </defs>
      {line(topEnd, 0)}
      {zero > 72 && topEnd % 2 === 0 && line(topEnd / 2, zero / 2)}
      {line(0, zero)}
      {lowEnd * unit > 24 && line(lowEnd, plot)}
      {bars.map((bar, i) => (
        <g key={bar.name} class={props.shown === null || props.shown === i ? "bar" : "bar aside"}>
          {bar.up > 0 && <path class={`fill ${props.up.look}`} d={column(left(i), zero, wide, -bar.up * unit)} />}
          {bar.down > 0 && <path fill={`url(#stripes-${props.down.look})`} d={column(left(i), zero + 1, wide, bar.down * unit)} />}
          {bar.tick && <text class="tick" x={left(i) + wide / 2} y={HEIGHT - 4} text-anchor="middle">{bar.tick}</text>}
          <rect class="touch" x={SIDE + i * step} y="-8" width={step} height={HEIGHT + 8} onPointerEnter={() => props.show(i)} onPointerDown={() => props.show(i)} />
        </g>
      ))}
    </svg>
  );
}

// A bar from the axis, round at its end; what is there is never too small to be seen.
function column(x: number, zero: number, wide: number, height: number): string {
  const long = Math.sign(height) * Math.max(1.5, Math.abs(height));
  const round = Math.min(3, wide / 2, Math.abs(long));
  const bend = Math.sign(long) * round;
  const end = zero + long;
  return `M${x} ${zero}V${end - bend}Q${x} ${end} ${x + round} ${end}H${x + wide - round}Q${x + wide} ${end} ${x + wide} ${end - bend}V${zero}Z`;
}

function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = frame.current!;
    width.value = element.clientWidth;
    const observer = new ResizeObserver(() => (width.value = element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [frame, width.value] as const;
}
