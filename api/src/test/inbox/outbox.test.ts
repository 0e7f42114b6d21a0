import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, Unreachable } from "../../main/inbox/api/client.ts";
import type { Accepted } from "../../main/inbox/api/types.ts";
import { type Entry, Outbox, type Shelf } from "../../main/inbox/store/outbox.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");

function entry(clientId: string, over: Partial<Entry> = {}): Entry {
  return {
    clientId, chatId: "c", note: false, content: { type: "text", text: clientId }, writtenAt: new Date(NOW).toISOString(), state: "leaving",
    ...over,
  };
}

function memory(entries: Entry[] = []): Shelf & { kept: Map<string, Entry> } {
  const kept = new Map(entries.map((each) => [each.clientId, each]));
  return { kept, read: () => [...kept.values()], write: (each) => void kept.set(each.clientId, each), remove: (id) => void kept.delete(id) };
}

// A server whose answers the test gives, and a clock that it turns.
function stage(entries: Entry[] = []) {
  const shelf = memory(entries);
  const sent: string[] = [];
  const taken: string[] = [];
  const calls: { entry: Entry; yes(id: string): void; no(e: unknown): void }[] = [];
  const later: (() => void)[] = [];
  const outbox = new Outbox({
    shelf,
    send: (each) => {
      sent.push(each.clientId);
      return new Promise<Accepted>((yes, no) =>
        calls.push({ entry: each, yes: (id) => yes({ id, chatId: each.chatId, status: "QUEUED" }), no }));
    },
    onTaken: (each) => taken.push(each.clientId),
    onChange: () => {},
    words: (e) => String((e as Error).message),
    now: () => NOW,
    later: (work) => later.push(work),
  });
  const settle = () => new Promise((done) => setImmediate(done));
  return { shelf, sent, taken, calls, later, outbox, settle };
}

test("what is written is kept before it leaves, and gone when the server has it", async () => {
  const s = stage();
  s.outbox.add(entry("1"));
  assert.equal(s.shelf.kept.size, 1);
  s.calls[0]!.yes("m1");
  await s.settle();
  assert.deepEqual(s.taken, ["1"]);
  assert.equal(s.shelf.kept.size, 0);
});

test("one after the other in a chat, and chats beside each other", async () => {
  const s = stage();
  s.outbox.add(entry("1"));
  s.outbox.add(entry("2"));
  s.outbox.add(entry("3", { chatId: "d" }));
  assert.deepEqual(s.sent, ["1", "3"]);
  s.calls[0]!.yes("m1");
  await s.settle();
  assert.deepEqual(s.sent, ["1", "3", "2"]);
});

test("where nobody answers it is tried again under the same id", async () => {
  const s = stage();
  s.outbox.add(entry("1"));
  s.calls[0]!.no(new Unreachable("no"));
  await s.settle();
  assert.equal(s.outbox.all()[0]!.state, "waiting");
  s.later.shift()!();
  assert.deepEqual(s.sent, ["1", "1"]);
  assert.equal(s.calls[1]!.entry.clientId, "1");
  s.calls[1]!.yes("m1");
  await s.settle();
  assert.equal(s.outbox.all().length, 0);
});

test("a server that is away for a moment is no refusal", async () => {
  const s = stage();
  s.outbox.add(entry("1"));
  s.calls[0]!.no(new ApiError(503, "unknown", "nobody can say"));
  await s.settle();
  assert.equal(s.outbox.all()[0]!.state, "waiting");
});

test("a refusal is told, holds up nobody, and can be tried again", async () => {
  const s = stage();
  s.outbox.add(entry("1"));
  s.outbox.add(entry("2"));
  s.calls[0]!.no(new ApiError(422, "invalid-request", "too long"));
  await s.settle();
  assert.equal(s.outbox.all()[0]!.state, "refused");
  assert.equal(s.outbox.all()[0]!.problem, "too long");
  assert.deepEqual(s.sent, ["1", "2"]);
  s.calls[1]!.yes("m2");
  await s.settle();
  s.outbox.retry("1");
  assert.deepEqual(s.sent, ["1", "2", "1"]);
  assert.equal(s.outbox.all()[0]!.problem, undefined);
});

test("where somebody has written meanwhile the agent decides", async () => {
  const s = stage();
  s.outbox.add(entry("1", { seen: "m0" }));
  s.calls[0]!.no(new ApiError(409, "stale-reply", "stale", [], { missed: [{ id: "m1" }] }));
  await s.settle();
  assert.equal(s.outbox.all()[0]!.state, "stale");
  assert.equal(s.outbox.all()[0]!.missed!.length, 1);
  s.outbox.retry("1", { seen: undefined });
  assert.equal("seen" in s.calls[1]!.entry, false);
});

test("who sends it all the same has seen what was missed, and nothing that comes after it", async () => {
  const s = stage();
  s.outbox.add(entry("1", { seen: "m0" }));
  s.outbox.add(entry("2", { seen: "m0" }));
  s.calls[0]!.no(new ApiError(409, "stale-reply", "stale", [], { missed: [{ id: "m1" }] }));
  await s.settle();
  s.outbox.retry("1", { seen: "m1" });
  assert.deepEqual(s.outbox.all().map((each) => each.seen), ["m1", "m1"]);
});

test("what was missed is not held against what was written after an answer that is discarded", async () => {
  const s = stage();
  s.outbox.add(entry("1", { seen: "m0" }));
  s.outbox.add(entry("2", { seen: "m0" }));
  s.outbox.add(entry("3", { chatId: "d", seen: "m0" }));
  s.calls[0]!.no(new ApiError(409, "stale-reply", "stale", [], { missed: [{ id: "m1" }, { id: "m2" }] }));
  await s.settle();
  assert.equal(s.outbox.discard("1")!.content.text, "1");
  assert.deepEqual(s.outbox.all().map((each) => each.seen), ["m2", "m0"]);
  assert.deepEqual(s.sent, ["1", "3", "2"]);
});

test("after a reload what had not left leaves, in its order", () => {
  const earlier = new Date(NOW - 1000).toISOString();
  const s = stage([entry("2"), entry("1", { writtenAt: earlier })]);
  assert.deepEqual(s.outbox.all().map((each) => each.clientId), ["1", "2"]);
  s.outbox.hurry();
  assert.deepEqual(s.sent, ["1"]);
});

test("what is found long after is not sent without asking", () => {
  const s = stage([entry("1", { writtenAt: new Date(NOW - 3_600_000).toISOString() })]);
  s.outbox.hurry();
  assert.deepEqual(s.sent, []);
  assert.equal(s.outbox.all()[0]!.state, "old");
  s.outbox.retry("1");
  assert.deepEqual(s.sent, ["1"]);
});

test("what is discarded is gone, even where it was refused meanwhile", async () => {
  const s = stage();
  s.outbox.add(entry("1"));
  s.outbox.discard("1");
  s.calls[0]!.no(new ApiError(422, "invalid-request", "no"));
  await s.settle();
  assert.equal(s.outbox.all().length, 0);
  assert.equal(s.shelf.kept.size, 0);
});

test("what was written after an answer that waits for a decision waits with it, and goes with it", async () => {
  const s = stage();
  s.outbox.add(entry("1", { seen: "m0" }));
  s.outbox.add(entry("2", { seen: "m0" }));
  s.calls[0]!.no(new ApiError(409, "stale-reply", "stale", [], { missed: [] }));
  await s.settle();
  assert.deepEqual(s.sent, ["1"]);
  s.outbox.retry("1", { seen: undefined });
  s.calls[1]!.yes("m1");
  await s.settle();
  assert.deepEqual(s.sent, ["1", "1", "2"]);
  assert.equal("seen" in s.calls[2]!.entry, false);
});
