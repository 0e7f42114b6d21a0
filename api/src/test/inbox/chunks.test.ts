import assert from "node:assert/strict";
import { test } from "node:test";
import { chunked } from "../../main/inbox/store/chunks.ts";

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i).padStart(6, "0"));
const flat = (chunks: readonly { ids: readonly string[] }[]) => chunks.flatMap((chunk) => chunk.ids);

test("a thread is cut into pieces, in order and without a gap", () => {
  const order = ids(0, 105);
  const chunks = chunked([], order);
  assert.deepEqual(flat(chunks), order);
  assert.deepEqual(chunks.map((chunk) => chunk.ids.length), [25, 40, 40]);
});

test("what comes before changes no piece that is there", () => {
  const before = chunked([], ids(100, 180));
  const after = chunked(before, ids(0, 180));
  assert.deepEqual(after.slice(-2), before);
  assert.deepEqual(flat(after), ids(0, 180));
});

test("what comes after goes into the last piece until it is full", () => {
  const before = chunked([], ids(0, 30));
  const after = chunked(before, ids(0, 45));
  assert.equal(after[0]!.key, before[0]!.key);
  assert.deepEqual(after.map((chunk) => chunk.ids.length), [40, 5]);
});

test("nothing new is nothing changed", () => {
  const before = chunked([], ids(0, 100));
  assert.equal(chunked(before, ids(0, 100)), before);
});

test("another thread, or a message in the middle, is cut anew", () => {
  const before = chunked([], ids(0, 50));
  assert.deepEqual(flat(chunked(before, ids(500, 520))), ids(500, 520));
  const odd = [...ids(0, 25), "000024a", ...ids(25, 50)];
  assert.deepEqual(flat(chunked(before, odd)), odd);
});

test("ten thousand messages, page by page, are ten thousand messages", () => {
  let chunks = chunked([], ids(9_950, 10_000));
  for (let from = 9_850; from >= 50; from -= 100) chunks = chunked(chunks, ids(from, 10_000));
  chunks = chunked(chunks, ids(0, 10_000));
  assert.deepEqual(flat(chunks), ids(0, 10_000));
  assert.equal(new Set(chunks.map((chunk) => chunk.key)).size, chunks.length);
});
