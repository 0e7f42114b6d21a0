import { signal } from "@preact/signals";
import type { Hour, Overview, Tenant } from "../api/overview.ts";
import { api } from "./session.ts";

// The figures of the overview: fetched again and again while somebody looks at them, and not while nobody does.

export const PERIODS = [24, 168] as const;
export type Period = (typeof PERIODS)[number];

export const EVERY = 10_000;
/** Sums that are older than this have stopped. */
const STOPPED = 60_000;

export const period = signal<Period>(24);
/** The last answer; what it says stays until there is a newer one. */
export const overview = signal<Overview | null>(null);
/** Why there is no newer one. */
export const overviewTrouble = signal<unknown>(null);

let looking = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let asked: AbortController | undefined;

/** Looks until the answer is called. */
export function lookAtOverview(): () => void {
  looking++;
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    looking--;
    document.removeEventListener("visibilitychange", look);
    if (looking === 0) rest();
  };
}

export function choosePeriod(hours: Period): void {
  period.value = hours;
  look();
}

/** Asks at once, and again after a while; rests while the page is hidden. */
export function look(): void {
  rest();
  if (looking > 0 && document.visibilityState === "visible") void fetchNow();
}

function rest(): void {
  clearTimeout(timer);
  asked?.abort();
}

async function fetchNow(): Promise<void> {
  const mine = (asked = new AbortController());
  try {
    const answer = await api.get<Overview>(`/overview?hours=${period.value}`, mine.signal);
    if (mine.signal.aborted) return;
    overview.value = answer;
    overviewTrouble.value = null;
  } catch (e) {
    if (mine.signal.aborted) return;
    overviewTrouble.value = e;
  }
  timer = setTimeout(look, EVERY);
}

/** Whether nobody adds up any more: no worker runs. */
export function hasStopped(tenant: Tenant): boolean {
  return Date.parse(tenant.at) - Date.parse(tenant.asOf) > STOPPED;
}

export function isEmpty(tenant: Tenant): boolean {
  return tenant.messages.accepted + tenant.messages.received + tenant.before.accepted + tenant.before.received
    + tenant.queue.waiting + tenant.queue.scheduled + tenant.chats.waiting === 0;
}

/** How much of the period is over: its last hour is not. */
export function shareOver(tenant: Tenant): number {
  return (Date.parse(tenant.at) - Date.parse(tenant.from)) / (tenant.hours * 3_600_000);
}

/** By how much a number has grown since the period before, as a share of it; null where there is nothing to compare with. */
export function growth(now: number, before: number, share: number): number | null {
  return before === 0 || share <= 0 ? null : now / share / before - 1;
}

/** The hours, or where there are many, so many at a time as make a bar that can be seen. */
export function bars(series: readonly Hour[]): Hour[] {
  const together = series.length > 48 ? 6 : 1;
  const found: Hour[] = [];
  series.forEach((hour, i) => {
    const last = found.at(-1);
    if (i % together === 0 || last === undefined) found.push({ ...hour });
    else {
      last.accepted += hour.accepted;
      last.received += hour.received;
      last.delivered += hour.delivered;
      last.failed += hour.failed;
    }
  });
  return found;
}

/** The end of an axis that holds a number: one that people count in. */
export function axisEnd(most: number): number {
  if (most <= 4) return Math.max(1, Math.ceil(most));
  const power = 10 ** Math.floor(Math.log10(most));
  return power * [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => power * step >= most)!;
}
