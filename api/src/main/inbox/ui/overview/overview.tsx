import { useEffect } from "preact/hooks";
import type { Overview as Figures, Tenant } from "../../api/overview.ts";
import { counts } from "../../store/inbox.ts";
import { bars, choosePeriod, growth, hasStopped, isEmpty, look, lookAtOverview, overview, overviewTrouble, period, PERIODS, shareOver } from "../../store/overview.ts";
import { clock, clockSeconds, shortTime, w, wordsFor } from "../../words/index.ts";
import { Empty } from "../parts.tsx";
import { PlacePage } from "../places.tsx";
import { Choice } from "../settings/parts.tsx";
import { type Bar, Chart } from "./chart.tsx";
import { count, points, rate, share, signed, span } from "./figures.ts";
import { AccountTable, ChannelList, FailureList, LaneTable } from "./lists.tsx";
import { NodeCard } from "./node.tsx";
import { type Change, Spark, Tile } from "./tiles.tsx";

/** How it goes, for those who look after the others. */
export function Overview() {
  useEffect(lookAtOverview, []);
  return (
    <PlacePage title={w().places.overview} actions={<Period />}>
      <div class="overview">
        <Trouble />
        {overview.value === null
          ? overviewTrouble.value === null && <p class="overview-loading" role="status">{w().overview.loading}</p>
          : <Shown of={overview.value} />}
      </div>
    </PlacePage>
  );
}

function Period() {
  const t = w().overview;
  return (
    <Choice name={t.period} options={PERIODS.map((hours) => ({ value: String(hours), words: t.periods[hours] }))}
      value={String(period.value)} onChange={(hours) => choosePeriod(Number(hours) as (typeof PERIODS)[number])} />
  );
}

function Trouble() {
  const t = w().overview;
  const trouble = overviewTrouble.value;
  const known = overview.value;
  if (trouble !== null && known === null) {
    return <Empty title={wordsFor(trouble)}><button type="button" class="quiet" onClick={look}>{t.again}</button></Empty>;
  }
  const words = known === null ? null
    : trouble !== null ? t.notRenewed(clockSeconds(known.tenant.at))
    : hasStopped(known.tenant) ? t.stopped(clock(known.tenant.asOf)) : null;
  return <div role="status">{words && <p class="overview-trouble">{words}</p>}</div>;
}

function Shown({ of: { tenant, node } }: { of: Figures }) {
  const t = w().overview;
  return (
    <>
      <Now tenant={tenant} connections={node.live.connections} />
      {isEmpty(tenant)
        ? <Empty title={t.empty} hint={t.emptyHint} />
        : (
          <>
            <Then tenant={tenant} />
            <div class="overview-pair"><Traffic tenant={tenant} /><Outcomes tenant={tenant} /></div>
            <div class="overview-pair"><FailureList tenant={tenant} /><ChannelList tenant={tenant} /></div>
          </>
        )}
      <AccountTable tenant={tenant} />
      <div class="overview-pair"><LaneTable tenant={tenant} /><NodeCard node={node} /></div>
    </>
  );
}

// What waits for an answer follows the live feed; the rest is as of the last look.
function Now({ tenant, connections }: { tenant: Tenant; connections: number }) {
  const t = w().overview;
  const { chats, queue, speed, agents } = tenant;
  const waiting = counts.value?.waiting ?? chats.waiting;
  const since = waiting > 0 && chats.since !== undefined ? (Date.parse(tenant.at) - Date.parse(chats.since)) / 1000 : null;
  return (
    <section aria-label={t.now}>
      <header class="overview-head"><h2>{t.now}</h2><p class="faint">{t.asOf(clockSeconds(tenant.asOf))}</p></header>
      <dl class="figures now">
        <Tile name={t.waiting} figure={count(waiting)} hint={since === null ? t.nobodyWaits : t.waitingSince(span(since))} />
        <Tile name={t.queue} figure={count(queue.waiting)}
          hint={[queue.oldestDueSeconds === undefined ? t.noneDue : t.oldest(span(queue.oldestDueSeconds)),
            ...(queue.scheduled > 0 ? [t.scheduled(count(queue.scheduled))] : [])].join(", ")} />
        <Tile name={t.speed} figure={rate(speed.accepted + speed.received)} hint={t.speedHint}>
          <Spark values={tenant.minutes.map((each) => each.accepted + each.received)} />
        </Tile>
        <Tile name={t.agents} figure={count(agents.online)} hint={t.agentsHint(agents.away, agents.busy)} />
        <Tile name={t.connections} figure={count(connections)} hint={t.connectionsHint} />
      </dl>
    </section>
  );
}

// The share of failures at which somebody should look.
const ALARMING = 0.05;

function Then({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  const { messages: now, before } = tenant;
  const over = shareOver(tenant);
  const failed = (of: typeof now) => of.outcomes.failed + of.outcomes.expired;
  const grown = (a: number, b: number, good: boolean | null) => change(growth(a, b, over), signed, good);
  const moved = (a: number | undefined, b: number | undefined) => change(a === undefined || b === undefined ? null : a - b, points, true);
  const slower = (a: number | undefined, b: number | undefined) => change(a === undefined || !b ? null : a / b - 1, signed, false);
  const p90 = now.answerP90Seconds;
  return (
    <section aria-label={t.periods[tenant.hours as 24]}>
      <header class="overview-head"><h2>{t.periods[tenant.hours as 24]}</h2><p class="faint">{t.before(tenant.hours)}</p></header>
      <dl class="figures">
        <Tile name={t.out} figure={count(now.accepted)} change={grown(now.accepted, before.accepted, null)} />
        <Tile name={t.in} figure={count(now.received)} change={grown(now.received, before.received, null)} />
        <Tile name={t.delivery} figure={share(now.deliveryRate)} change={moved(now.deliveryRate, before.deliveryRate)} />
        <Tile name={t.read} figure={share(now.readRate)} change={moved(now.readRate, before.readRate)} />
        <Tile name={t.replies} figure={share(now.replyRate)} change={moved(now.replyRate, before.replyRate)} />
        <Tile name={t.answer} figure={span(now.answerMedianSeconds)} change={slower(now.answerMedianSeconds, before.answerMedianSeconds)}
          {...(p90 === undefined ? {} : { hint: t.answerHint(span(p90)) })} />
        <Tile name={t.sending} figure={span(now.sendingSeconds)} change={slower(now.sendingSeconds, before.sendingSeconds)} />
        <Tile name={t.failed} figure={count(failed(now))} change={grown(failed(now), failed(before), false)} alarming={failed(now) > ALARMING * now.accepted} />
      </dl>
    </section>
  );
}

// What rounds to nothing has not changed.
function change(by: number | null, words: (by: number) => string, good: boolean | null): Change | null {
  if (by === null) return null;
  if (Math.abs(by) < 0.0005) return { words: w().overview.same, better: null };
  return { words: words(by), better: good === null ? null : by > 0 === good };
}

function Traffic({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  return (
    <Chart title={tenant.series.length > 48 ? t.trafficSix : t.traffic} up={{ name: t.out, look: "plain" }} down={{ name: t.in, look: "muted" }}
      bars={drawn(tenant, (hour) => [hour.accepted, hour.received])} />
  );
}

function Outcomes({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  return (
    <Chart title={t.outcomes} hint={t.outcomesHint} up={{ name: t.delivered, look: "good" }} down={{ name: t.failed, look: "bad" }}
      bars={drawn(tenant, (hour) => [hour.delivered, hour.failed])} />
  );
}

// A time is written below every sixth hour, or a day below its first bar.
function drawn(tenant: Tenant, of: (hour: Tenant["series"][number]) => [number, number]): Bar[] {
  const now = Date.parse(tenant.at);
  const days = tenant.series.length > 48;
  const length = days ? 6 : 1;
  return bars(tenant.series).map((hour, i) => {
    const [up, down] = of(hour);
    const begin = Date.parse(hour.hour);
    const day = days ? `${shortTime(hour.hour, now + 86_400_000 * 8)} ` : "";
    return {
      name: `${day}${clock(begin)} – ${clock(begin + length * 3_600_000)}`,
      ...(days ? (i % 4 === 0 ? { tick: day.trim() } : {}) : i % 6 === 0 ? { tick: clock(begin) } : {}),
      up, down,
    };
  });
}
