// graphile-worker: the job is stored in the transaction of the message; LISTEN/NOTIFY wakes the workers.
import { Logger, run, runMigrations } from 'graphile-worker';
import { connections, contest, createMessages, deliveries } from './work.mjs';

const db = connections(25);
const delivery = deliveries(db, 24);

// The settings of "Quick stats" in https://worker.graphile.org/docs/performance
const preset = {
  worker: {
    concurrentJobs: 24,
    localQueue: { size: 500 },
    completeJobBatchDelay: 0,
    failJobBatchDelay: 0,
    // Its own logger writes to standard output, which is the result's.
    logger: new Logger(() => (level, text) => ['error', 'warning'].includes(level) && console.error(text)),
  },
};
const options = { pgPool: db, noHandleSignals: true, preset };

let runner;

await contest(db, {
  // One: on two cores a second one takes from PostgreSQL what it adds.
  processes: 1,

  async prepare() {
    await createMessages(db);
    await runMigrations(options);
  },

  // One statement is one transaction and one round trip; https://worker.graphile.org/docs/sql-add-job
  accept: ({ id, to, text, sentAt }) =>
    db.query({
      name: 'accept',
      text: `
        with message as (
          insert into messages (id, recipient, body, status) values ($1, $2, $3, 'QUEUED'))
        select 1 from graphile_worker.add_job('send', $4::json)`,
      values: [id, to, text, JSON.stringify({ id, sentAt })],
    }),

  acceptAll: (messages) =>
    db.query({
      text: `
        with message as (
          insert into messages (id, recipient, body, status)
          select id, recipient, body, 'QUEUED' from unnest($1::uuid[], $2::text[], $3::text[]) as m (id, recipient, body)
          returning id)
        select 1 from graphile_worker.add_jobs(
          (select array_agg(json_populate_record(null::graphile_worker.job_spec,
            json_build_object('identifier', 'send', 'payload', json_build_object('id', id)))) from message))`,
      values: [messages.map((m) => m.id), messages.map((m) => m.to), messages.map((m) => m.text)],
    }),

  async startWorkers() {
    runner = await run({ ...options, taskList: { send: (job) => delivery.deliver(job) } });
  },
  stopWorkers: () => runner.stop(),
  sent: () => delivery.sent(),
  async close() {
    await delivery.close();
    await db.end();
  },
});
