import type { Node } from "../../api/overview.ts";
import { dateTime, size, w } from "../../words/index.ts";
import { count, share, span } from "./figures.ts";

/** The node that answers. */
export function NodeCard({ node }: { node: Node }) {
  const t = w().overview;
  const { memory, collections, live, requests, database } = node;
  const figures: [string, string][] = [
    [t.memory, t.ofMost(size(memory.usedBytes), size(memory.mostBytes))],
    [t.garbage, t.garbageHint(count(collections.times), span(collections.seconds))],
    [t.processor, share(node.processor)],
    [t.requests, t.requestErrors(count(requests.failed), count(requests.answered))],
    [t.requestTime, span(requests.meanSeconds)],
    [t.connections, count(live.connections)],
    [t.reconnects, t.ofOpened(count(live.resumed), count(live.opened))],
    [t.tokens, count(live.refused)],
    [t.behind, span(live.behindSeconds)],
    [t.roundTrip, span(database.roundTripSeconds)],
    [t.transaction, span(database.meanUseSeconds)],
    [t.pool, t.poolHint(database.busy, database.most, database.pending)],
  ];
  return (
    <section class="card" aria-label={t.node}>
      <header><div><h3>{t.node}</h3><p class="faint">{t.nodeHint(node.name, dateTime(node.startedAt))}</p></div></header>
      <dl class="node-figures">
        {figures.map(([name, figure]) => <div key={name}><dt>{name}</dt><dd>{figure}</dd></div>)}
      </dl>
    </section>
  );
}
