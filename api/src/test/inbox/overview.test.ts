import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { Hour, Tenant } from "../../main/inbox/api/overview.ts";
import { axisEnd, bars, choosePeriod, EVERY, growth, hasStopped, lookAtOverview, overview, overviewTrouble, shareOver } from "../../main/inbox/store/overview.ts";
import { define, json } from "./browser.ts";

const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
define("document", page);
const asked: string[] = [];
let answer: () => Response | Error = () => json(200, { tenant: {}, node: {} });
define("fetch", async (url: string) => {
  asked.push(url);
  const given = answer();
  if (given instanceof Error) throw given;
  return given;
});

function show(state: "visible" | "hidden") {
  page.visibilityState = state;
  page.dispatchEvent(new Event("visibilitychange"));
}

// What was begun goes on until somebody has to wait.
const settled = () => new Promise((later) => setImmediate(later));

test("it is fetched again and again while somebody looks, and not while nobody does", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const wait = async (milliseconds: number) => {
    mock.timers.tick(milliseconds);
    await settled();
  };
  const leave = lookAtOverview();
  await settled();
  assert.deepEqual(asked, ["/api/v1/overview?hours=24"]);
  await wait(EVERY - 1);
  assert.equal(asked.length, 1);
  await wait(1);
  assert.equal(asked.length, 2);

  show("hidden");
  await wait(EVERY * 10);
  assert.equal(asked.length, 2, "hidden");
  show("visible");
  await settled();
  assert.equal(asked.length, 3, "at once when it is seen again");

  choosePeriod(168);
  await settled();
  assert.equal(asked.at(-1), "/api/v1/overview?hours=168");

  answer = () => new TypeError("away");
  await wait(EVERY);
  assert.ok(overviewTrouble.value instanceof Error);
  assert.ok(overview.value !== null, "what is known stays");
  answer = () => json(200, { tenant: {}, node: {} });
  await wait(EVERY);
  assert.equal(overviewTrouble.value, null);

  leave();
  const before = asked.length;
  await wait(EVERY * 10);
  assert.equal(asked.length, before, "gone");
  mock.timers.reset();
});

test("a change is held against as much of the period before as is over now", () => {
  const half = { at: "2026-11-22T12:00:00Z", from: "2026-11-22T00:00:00Z", hours: 24 } as Tenant;
  assert.equal(shareOver(half), 0.5);
  assert.equal(growth(50, 100, 0.5), 0);
  assert.equal(growth(100, 100, 0.5), 1);
  assert.equal(growth(1, 0, 0.5), null);
});

test("sums that nobody adds to have stopped", () => {
  const at = "2026-11-22T12:00:00Z";
  assert.equal(hasStopped({ at, asOf: "2026-11-22T11:59:55Z" } as Tenant), false);
  assert.equal(hasStopped({ at, asOf: "2026-11-22T11:50:00Z" } as Tenant), true);
});

test("a week is drawn in bars of six hours that lose nothing", () => {
  const hours: Hour[] = Array.from({ length: 168 }, (_, i) => ({ hour: `h${i}`, accepted: 1, received: 2, delivered: 3, failed: i }));
  const drawn = bars(hours);
  assert.equal(drawn.length, 28);
  assert.deepEqual(drawn[1], { hour: "h6", accepted: 6, received: 12, delivered: 18, failed: 6 + 7 + 8 + 9 + 10 + 11 });
  assert.equal(drawn.reduce((all, bar) => all + bar.failed, 0), (167 * 168) / 2);
  assert.deepEqual(bars(hours.slice(0, 24)), hours.slice(0, 24));
});

test("an axis ends where people count to, and never below what it shows", () => {
  assert.deepEqual([0, 1, 3, 7, 10, 11, 47, 99, 101, 1999].map(axisEnd), [1, 1, 3, 8, 10, 15, 50, 100, 150, 2000]);
});
