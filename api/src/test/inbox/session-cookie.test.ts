import assert from "node:assert/strict";
import { test } from "node:test";
import { api, onRenewed, restore, session, signOut, socketToken } from "../../main/inbox/store/session.ts";
import { agent, define, json, storage } from "./browser.ts";

// A server that keeps sessions by cookie: the token is in memory alone.
define("sessionStorage", storage());
const locked: string[] = [];
define("navigator", { locks: { request: async (name: string, work: () => Promise<unknown>) => { locked.push(name); return work(); } } });
let refreshes = 0;
let answer: () => Response | Error = () => json(200, { accessToken: `t${++refreshes}`, expiresIn: 900, agent });
const shown: (string | null)[] = [];
let stale = "";
define("fetch", async (url: string, options: RequestInit) => {
  if (url.endsWith("/login/refresh")) {
    const given = answer();
    if (given instanceof Error) throw given;
    return given;
  }
  const token = new Headers(options.headers).get("Authorization");
  shown.push(token);
  return token === `Bearer ${stale}` ? json(401, {}) : json(200, {});
});

test("where nobody was signed in the server has nothing to say, and that is no error", async () => {
  const signedIn = answer;
  answer = () => new Response(null, { status: 204 });
  await restore();
  assert.equal(session.value, "out");
  assert.deepEqual(locked.splice(0), ["switchboard.refresh"]);
  answer = signedIn;
});

test("a reload brings the session back by the cookie, and keeps no token anywhere", async () => {
  await restore();
  assert.equal(session.value, "in");
  assert.equal(await socketToken(), "t1");
  assert.equal(sessionStorage.length, 0);
  assert.deepEqual(locked, ["switchboard.refresh"]);
});

test("many requests with a refused token renew it once", async () => {
  stale = "t1";
  const told: string[] = [];
  onRenewed((token) => told.push(token));
  await Promise.all([api.get("/a"), api.get("/b"), api.get("/c")]);
  assert.equal(refreshes, 2);
  assert.deepEqual(shown.slice(-3), ["Bearer t2", "Bearer t2", "Bearer t2"]);
  assert.deepEqual(told, ["t2"]);
});

test("a server that is away for a moment signs nobody out", async () => {
  stale = "t2";
  answer = () => new TypeError("fetch failed");
  await assert.rejects(api.get("/a"));
  assert.equal(session.value, "in");
});

test("a cookie that is good no more ends the session", async () => {
  answer = () => json(401, {});
  await assert.rejects(api.get("/a"));
  assert.equal(session.value, "expired");
});

test("signing out forgets who it was", async () => {
  await signOut();
  assert.equal(session.value, "out");
  assert.equal(await socketToken(), null);
});
