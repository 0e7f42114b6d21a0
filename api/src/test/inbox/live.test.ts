import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { LiveEvent } from "../../main/inbox/api/types.ts";
import { type Line, Live } from "../../main/inbox/live/live.ts";

(globalThis as { WebSocket?: unknown }).WebSocket ??= { OPEN: 1 };

class Line_ {
  readyState = 1;
  said: string[] = [];
  closed = false;
  onmessage: ((e: { data: string }) => void) | null = null;
  onclose: ((e: { code: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  constructor(readonly url: string, readonly protocols: string[]) {}
  send(text: string) { this.said.push(text); }
  close() { this.closed = true; }
  hear(message: object) { this.onmessage?.({ data: JSON.stringify(message) }); }
  cut(code = 1006) { this.onclose?.({ code }); }
}

const settle = () => new Promise((done) => setImmediate(done));

async function stage(another = false) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const sockets: Line_[] = [];
  const events: LiveEvent[] = [];
  const lines: Line[] = [];
  let syncs = 0;
  let refusals = 0;
  const live = new Live({
    url: (cursor) => `/ws${cursor ? `?resume=${cursor}` : ""}`,
    token: async () => "token",
    open: (url, protocols) => {
      const socket = new Line_(url, protocols);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    onSync: () => syncs++,
    onEvent: (event) => events.push(event),
    onLine: (line) => lines.push(line),
    onRefused: async () => { refusals++; return another; },
    random: () => 0.5,
  });
  live.start();
  await settle();
  const tick = async (ms: number) => { mock.timers.tick(ms); await settle(); };
  const end = () => { live.stop(); mock.timers.reset(); };
  return { live, sockets, events, lines, syncs: () => syncs, refusals: () => refusals, tick, end };
}

test("it shows its token in the handshake and fetches only when the line is ready", async () => {
  const s = await stage();
  assert.deepEqual(s.sockets[0]!.protocols, ["switchboard.v1", "bearer.token"]);
  assert.equal(s.syncs(), 0);
  s.sockets[0]!.hear({ type: "ready", cursor: "c1" });
  assert.equal(s.syncs(), 1);
  assert.equal(s.lines.at(-1), "live");
  s.end();
});

test("after a cut it resumes from the last cursor, and fetches nothing anew", async () => {
  const s = await stage();
  s.sockets[0]!.hear({ type: "ready", cursor: "c1" });
  s.sockets[0]!.hear({ type: "message_received", cursor: "c2" });
  s.sockets[0]!.cut();
  assert.equal(s.lines.at(-1), "connecting");
  await s.tick(1_000);
  assert.equal(s.sockets[1]!.url, "/ws?resume=c2");
  s.sockets[1]!.hear({ type: "ready", cursor: "c9" });
  s.sockets[1]!.hear({ type: "message_received", cursor: "c3" });
  assert.equal(s.syncs(), 1);
  assert.equal(s.events.filter((each) => each.type === "message_received").length, 2);
  s.end();
});

test("cut in the middle of what is replayed, it goes on there, not where `ready` stood", async () => {
  const s = await stage();
  s.sockets[0]!.hear({ type: "ready", cursor: "c1" });
  s.sockets[0]!.cut();
  await s.tick(1_000);
  s.sockets[1]!.hear({ type: "ready", cursor: "c9" });
  s.sockets[1]!.hear({ type: "message_received", cursor: "c2" });
  s.sockets[1]!.cut();
  await s.tick(3_000);
  assert.equal(s.sockets[2]!.url, "/ws?resume=c2");
  s.end();
});

test("resync fetches everything, from the cursor that it names", async () => {
  const s = await stage();
  s.sockets[0]!.hear({ type: "ready", cursor: "c1" });
  s.sockets[0]!.hear({ type: "resync", reason: "epoch", cursor: "d1" });
  assert.equal(s.syncs(), 2);
  s.sockets[0]!.cut();
  await s.tick(1_000);
  assert.equal(s.sockets[1]!.url, "/ws?resume=d1");
  s.end();
});

test("a line that does not answer a ping is dead", async () => {
  const s = await stage();
  s.sockets[0]!.hear({ type: "ready", cursor: "c1" });
  await s.tick(20_000);
  assert.deepEqual(s.sockets[0]!.said, ['{"type":"ping"}']);
  s.sockets[0]!.hear({ type: "pong" });
  await s.tick(20_000);
  assert.equal(s.sockets[0]!.said.length, 2);
  await s.tick(8_000);
  assert.ok(s.sockets[0]!.closed);
  await s.tick(1_000);
  assert.equal(s.sockets.length, 2);
  s.end();
});

test("pauses grow, and it says that it is down so that the page polls", async () => {
  const s = await stage();
  for (let i = 0; i < 5; i++) {
    s.sockets.at(-1)!.cut();
    await s.tick(40_000);
  }
  assert.equal(s.lines.at(-1), "down");
  s.sockets.at(-1)!.hear({ type: "ready", cursor: "c1" });
  assert.equal(s.lines.at(-1), "live");
  s.end();
});

test("a node that goes says so, and its clients come back within a second, not all at once", async () => {
  const s = await stage();
  s.sockets[0]!.hear({ type: "ready", cursor: "c1" });
  s.sockets[0]!.hear({ type: "reconnect" });
  s.sockets[0]!.cut(1012);
  await s.tick(499);
  assert.equal(s.sockets.length, 1);
  await s.tick(1);
  assert.equal(s.sockets.length, 2);
  s.end();
});

test("a refused token is not shown again", async () => {
  const s = await stage(false);
  s.sockets[0]!.cut(4401);
  await settle();
  await s.tick(60_000);
  assert.equal(s.refusals(), 1);
  assert.equal(s.sockets.length, 1);
  s.end();
});

test("with a new token it connects at once", async () => {
  const s = await stage(true);
  s.sockets[0]!.cut(4401);
  await settle();
  await settle();
  assert.equal(s.sockets.length, 2);
  s.end();
});

test("when the network is back it does not wait for the rest of the pause", async () => {
  const s = await stage();
  s.sockets[0]!.cut();
  s.live.hurry();
  await settle();
  assert.equal(s.sockets.length, 2);
  s.end();
});

test("what is heard on a line that was given up is not taken", async () => {
  const s = await stage();
  const first = s.sockets[0]!;
  const heard = first.onmessage!;
  first.hear({ type: "ready", cursor: "c1" });
  first.cut();
  await s.tick(1_000);
  heard({ data: JSON.stringify({ type: "message_received", cursor: "c5" }) });
  assert.equal(s.events.filter((each) => each.type === "message_received").length, 0);
  s.end();
});
