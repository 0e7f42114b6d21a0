import type { Tenant, AccountFigures } from "../../api/overview.ts";
import { clock, dateTime, reasonWords, w } from "../../words/index.ts";
import { Channel } from "../icons.tsx";
import { count, rate, share, span } from "./figures.ts";

/** How many failed for which reason, the most frequent first, each with a bar beside its number. */
export function FailureList({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  const failures = tenant.failures.filter((each) => each.messages > 0);
  const most = Math.max(1, ...failures.map((each) => each.messages));
  return (
    <section class="card" aria-label={t.failures}>
      <header><h3>{t.failures}</h3></header>
      {failures.length === 0
        ? <p class="card-none">{t.noFailures}</p>
        : (
          <ul class="ranks">
            {failures.map(({ reason, fault, messages }) => (
              <li key={reason}>
                <span class="rank-name">{reasonWords(reason)}<span class="faint">{t.faultOf}: {t.fault[fault]}</span></span>
                <b>{count(messages)}</b>
                <Measure part={messages / most} look="bad" />
              </li>
            ))}
          </ul>
        )}
    </section>
  );
}

/** What goes and comes over each channel. */
export function ChannelList({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  const used = [...tenant.channels].sort((a, b) => b.accepted + b.received - a.accepted - a.received);
  const most = Math.max(1, ...used.map((each) => each.accepted + each.received));
  return (
    <section class="card" aria-label={t.channels}>
      <header><h3>{t.channels}</h3></header>
      {used.length === 0
        ? <p class="card-none">{t.none}</p>
        : (
          <ul class="ranks">
            {used.map(({ channel, accepted, received }) => (
              <li key={channel}>
                <span class="rank-name"><span class="with-icon"><Channel of={channel} size={14} />{t.channelNames[channel] ?? channel}</span></span>
                <span class="rank-figures"><span>{t.out} <b>{count(accepted)}</b></span><span>{t.in} <b>{count(received)}</b></span></span>
                <Measure part={accepted / most} rest={received / most} look="plain" />
              </li>
            ))}
          </ul>
        )}
    </section>
  );
}

// The numbers beside it say the same.
function Measure({ part, rest = 0, look }: { part: number; rest?: number; look: "plain" | "bad" }) {
  return (
    <svg class="measure" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect class="measure-ground" width="100" height="6" rx="1" />
      <rect class={`fill ${look}`} width={part * 100} height="6" rx="1" />
      {rest > 0 && <rect class="fill muted" x={part * 100 + 0.6} width={Math.max(0, rest * 100 - 0.6)} height="6" rx="1" />}
    </svg>
  );
}

export function AccountTable({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  return (
    <section class="card" aria-label={t.accounts}>
      <header><h3>{t.accounts}</h3></header>
      <div class="wide-table" role="group" aria-label={t.accounts} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.account}</th><th scope="col">{t.health}</th><th scope="col" class="number">{t.out}</th>
              <th scope="col" class="number">{t.in}</th><th scope="col" class="number">{t.delivery}</th>
              <th scope="col" class="number">{t.failed}</th><th scope="col" class="number">{t.sending}</th>
              <th scope="col" class="number">{t.chats}</th><th scope="col" class="number">{t.answer}</th>
            </tr>
          </thead>
          <tbody>
            {tenant.accounts.map((account) => (
              <tr key={account.id}>
                <th scope="row"><span class="with-icon"><Channel of={account.channel} size={14} />{account.name}</span></th>
                <td><Health of={account} at={tenant.at} /></td>
                <td class="number">{count(account.messages.accepted)}</td>
                <td class="number">{count(account.messages.received)}</td>
                <td class="number">{share(account.messages.deliveryRate)}</td>
                <td class="number">{count(account.messages.outcomes.failed + account.messages.outcomes.expired)}</td>
                <td class="number">{span(account.messages.sendingSeconds)}</td>
                <td class="number">{count(account.waitingChats)}</td>
                <td class="number">{span(account.messages.answerMedianSeconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

// Lately, as an account may have been tried with a wrong secret long ago.
const LATELY = 86_400_000;

function Health({ of: { health }, at }: { of: AccountFigures; at: string }) {
  const t = w().overview;
  const lately = health.lastRefusedAt !== undefined && Date.parse(at) - Date.parse(health.lastRefusedAt) < LATELY;
  const more = [
    ...health.reports.map((report) => `${reasonWords(report.reason)} (${t.on(report.node)})`),
    ...(health.state === "PAUSED" && health.until ? [t.until(clock(health.until))] : []),
    ...(lately ? [t.refused(count(health.refusedWebhooks))] : []),
  ];
  return (
    <>
      <span class={`health ${health.state.toLowerCase()}`} title={lately ? dateTime(health.lastRefusedAt!) : undefined}>{t.states[health.state]}</span>
      {more.length > 0 && <span class="faint health-more">{more.join(" · ")}</span>}
    </>
  );
}

export function LaneTable({ tenant }: { tenant: Tenant }) {
  const t = w().overview;
  const lanes = tenant.queue.lanes;
  return (
    <section class="card" aria-label={t.lanes}>
      <header><h3>{t.lanes}</h3></header>
      {lanes.length === 0
        ? <p class="card-none">{t.noLanes}</p>
        : (
          <div class="wide-table" role="group" aria-label={t.lanes} tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t.account}</th><th scope="col">{t.lane}</th><th scope="col" class="number">{t.inQueue}</th>
                  <th scope="col" class="number">{t.oldestDue}</th><th scope="col" class="number">{t.perMinute}</th>
                </tr>
              </thead>
              <tbody>
                {lanes.map((lane) => (
                  <tr key={lane.accountId + lane.lane}>
                    <th scope="row">{lane.account}</th><td>{t.laneNames[lane.lane]}</td>
                    <td class="number">{count(lane.waiting)}{lane.scheduled > 0 && <span class="faint"> +{t.scheduled(count(lane.scheduled))}</span>}</td>
                    <td class="number">{span(lane.oldestDueSeconds)}</td>
                    <td class="number">{rate(lane.sentPerMinute)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
    </section>
  );
}
