// BullMQ: the message is a row in PostgreSQL, then its job is stored in Redis.
import { availableParallelism } from 'node:os';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { connections, contest, createMessages, deliveries } from './work.mjs';

// "Something between 100 and 300 is a quite standard setting"
// https://docs.bullmq.io/guide/parallelism-and-concurrency
const CONCURRENCY = 200;

const db = connections(25);
const delivery = deliveries(db, CONCURRENCY);

// Workers need maxRetriesPerRequest null: https://docs.bullmq.io/guide/going-to-production
const connection = new Redis(process.env.BENCH_REDIS_URL, { maxRetriesPerRequest: null });

// https://docs.bullmq.io/guide/queues/auto-removal-of-jobs
const queue = new Queue('messages', { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: 5000 } });

let worker;

await contest(db, {
  // "The recommended way to setup BullMQ": https://docs.bullmq.io/guide/workers/concurrency
  processes: availableParallelism(),

  prepare: () => createMessages(db),

  async accept({ id, to, text, sentAt }) {
    await db.query({
      name: 'accept',
      text: `insert into messages (id, recipient, body, status) values ($1, $2, $3, 'QUEUED')`,
      values: [id, to, text],
    });
    await queue.add('send', { id, sentAt });
  },

  // https://docs.bullmq.io/guide/queues/adding-bulks
  async acceptAll(messages) {
    await db.query({
      text: `
        insert into messages (id, recipient, body, status)
        select id, recipient, body, 'QUEUED' from unnest($1::uuid[], $2::text[], $3::text[]) as m (id, recipient, body)`,
      values: [messages.map((m) => m.id), messages.map((m) => m.to), messages.map((m) => m.text)],
    });
    await queue.addBulk(messages.map(({ id }) => ({ name: 'send', data: { id } })));
  },

  async startWorkers() {
    worker = new Worker('messages', (job) => delivery.deliver(job.data), { connection, concurrency: CONCURRENCY });
    worker.on('error', (error) => console.error(error));
    await worker.waitUntilReady();
  },
  stopWorkers: () => worker.close(),
  sent: () => delivery.sent(),
  async close() {
    await queue.close();
    await connection.quit();
    await delivery.close();
    await db.end();
  },
});
