// Lets one contender do one work, as bench/README.md says it; the Java contenders have the same in Contest.java.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { Pool } from 'undici';

const CHUNK = 1000;
const RECIPIENTS = 10_000;

const settings = Object.fromEntries(process.argv.slice(3).map((each) => each.split('=')));
for (const name in settings) settings[name] = Number(settings[name]);

const database = {
  host: process.env.BENCH_DATABASE_HOST,
  port: Number(process.env.BENCH_DATABASE_PORT),
  database: process.env.BENCH_DATABASE_NAME,
  user: process.env.BENCH_DATABASE_USER,
  password: process.env.BENCH_DATABASE_PASSWORD,
};

/** A pool of connections to PostgreSQL. */
export function connections(max) {
  const pool = new pg.Pool({ ...database, max });
  pool.on('error', (error) => console.error(error));
  pool.on('connect', (client) => client.on('error', (error) => console.error(error)));
  return pool;
}

export const createMessages = (db) =>
  db.query(`
    create table messages (
      id uuid primary key,
      recipient text not null,
      body text not null,
      status text not null,
      provider_id text,
      created_at timestamptz not null default now(),
      sent_at timestamptz
    )`);

/** The handler: reads the message, posts it to the sink, records the provider's id. */
export function deliveries(db, concurrency) {
  const sink = new URL(process.env.BENCH_SINK_URL);
  const http = new Pool(sink.origin, { connections: concurrency });
  let sent = 0;
  return {
    sent: () => sent,
    close: () => http.close(),
    async deliver({ id, sentAt }) {
      const { rows } = await db.query({
        name: 'read', text: 'select recipient, body from messages where id = $1', values: [id],
      });
      const response = await http.request({
        path: sink.pathname,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ to: rows[0].recipient, text: rows[0].body, ...(sentAt && { sentAt }) }),
      });
      const answer = await response.body.json();
      if (response.statusCode !== 201) throw new Error(`The sink answered ${response.statusCode}.`);
      await db.query({
        name: 'sent',
        text: `update messages set status = 'SENT', provider_id = $2, sent_at = now() where id = $1`,
        values: [id, answer.id],
      });
      sent++;
    },
  };
}

let number = 0;

function message(sentAt) {
  const n = number++;
  return {
    id: uuid7(),
    to: `+49151${10_000_000 + (n % RECIPIENTS)}`,
    text: `Message ${n}: your parcel will be with you tomorrow between 9 and 12.`,
    sentAt,
  };
}

function uuid7() {
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** Nanoseconds of the monotonic clock; exact in a double for the first hundred days after the machine's start. */
const now = () => Number(process.hrtime.bigint());

const result = (count, nanos) => ({ count, seconds: Math.round(nanos / 1e6) / 1e3 });

const works = {
  async enqueue(contender) {
    const end = now() + (settings.warmup + settings.seconds) * 1e9;
    let accepted = 0;
    const callers = Array.from({ length: settings.callers }, async () => {
      while (now() < end) {
        await contender.accept(message());
        accepted++;
      }
    });
    await sleep(settings.warmup * 1e3);
    const since = now();
    const before = accepted;
    await Promise.all(callers);
    return result(accepted - before, now() - since);
  },

  async drain(contender, db) {
    let warmedUp = 0;
    do warmedUp += await workOff(contender, db, settings.warmup);
    while (warmedUp < settings.warmupSeconds * 1e9);
    const nanos = await workOff(contender, db, settings.count);
    await check(db);
    return result(settings.count, nanos);
  },

  // The messages of the warm-up carry no time, so the sink compares the others only.
  async latency(contender, db) {
    await contender.startWorkers();
    const warmup = settings.warmup * settings.rate;
    const count = settings.seconds * settings.rate;
    const start = now();
    const calls = [];
    for (let i = 0; i < warmup + count; i++) {
      const due = start + (i * 1e9) / settings.rate;
      if (due > now()) await sleep((due - now()) / 1e6);
      // Not awaited: a slow call must not delay the next one.
      calls.push(contender.accept(message(i < warmup ? undefined : now())));
    }
    await Promise.all(calls);
    await allSent(contender);
    await contender.stopWorkers();
    await check(db);
    return { count };
  },
};

async function workOff(contender, db, count) {
  for (let left = count; left > 0; left -= CHUNK) {
    await contender.acceptAll(Array.from({ length: Math.min(left, CHUNK) }, () => message()));
  }
  // Autovacuum would do it within a minute; a plan should not depend on whether that minute is over.
  await db.query('analyze');
  const start = now();
  await contender.startWorkers();
  await allSent(contender);
  const nanos = now() - start;
  await contender.stopWorkers();
  return nanos;
}

async function allSent(contender) {
  while (contender.sent() < number) await sleep(5);
}

async function check(db) {
  const { rows } = await db.query(
    `select count(*)::int as sent from messages where status = 'SENT' and provider_id is not null`);
  if (rows[0].sent !== number) throw new Error(`${number} messages were accepted, but ${rows[0].sent} rows say SENT.`);
}

/**
 * The whole program of a contender.
 *
 * @param db a pool for the runner's own statements
 * @param contender has accept(message), acceptAll(messages), startWorkers(), stopWorkers(), sent() and close() as in
 *   Contender.java; prepare() makes the tables; processes says in how many processes workers run, this one among them
 */
export async function contest(db, contender) {
  if (process.argv[2] === 'worker') return follow(contender);
  const work = works[process.argv[2]];
  if (!work) throw new Error(`There is no work ${process.argv[2]}: enqueue, drain and latency.`);
  await contender.prepare();
  const others = Array.from({ length: (settings.processes ?? contender.processes) - 1 }, () => other());
  const all = [contender, ...(await Promise.all(others))];
  const answer = await work({
    ...contender,
    startWorkers: () => Promise.all(all.map((each) => each.startWorkers())),
    stopWorkers: () => Promise.all(all.map((each) => each.stopWorkers())),
    sent: () => all.reduce((sum, each) => sum + each.sent(), 0),
  }, db);
  await Promise.all(all.map((each) => each.close()));
  console.log(JSON.stringify(answer));
}

/** Another process of this contender that only works. */
async function other() {
  const child = fork(process.argv[1], ['worker']);
  let sent = 0;
  let done;
  child.on('message', (told) => ('sent' in told ? (sent = told.sent) : done()));
  const order = (what) =>
    new Promise((resolve) => {
      done = resolve;
      child.send(what);
    });
  await order('ready');
  return {
    startWorkers: () => order('startWorkers'),
    stopWorkers: () => order('stopWorkers'),
    sent: () => sent,
    close: () => order('close'),
  };
}

function follow(contender) {
  const tell = setInterval(() => process.send({ sent: contender.sent() }), 5);
  process.on('message', async (what) => {
    if (what === 'close') clearInterval(tell);
    await contender[what]?.();
    process.send({ done: what });
    if (what === 'close') process.disconnect();
  });
}
