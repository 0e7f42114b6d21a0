import assert from "node:assert/strict";
import { test } from "node:test";
import { api, me, refused, restore, session, signIn, socketToken } from "../../main/inbox/store/session.ts";
import { agent, define, json, storage } from "./browser.ts";

// A server that keeps no sessions by cookie: the token stays with the tab.
define("sessionStorage", storage());
define("navigator", {});
const asked: string[] = [];
let chats = 200;
define("fetch", async (url: string) => {
  asked.push(url);
  if (url.endsWith("/login")) return json(200, { accessToken: "t1", expiresIn: 28_800, agent });
  if (url.endsWith("/chats")) return json(chats, { chats: [] });
  return json(404, {});
});

test("nobody is signed in, and the server has no way to tell", async () => {
  await restore();
  assert.equal(session.value, "out");
  assert.deepEqual(asked, ["/api/v1/login/refresh"]);
});

test("who signs in is in, and stays in after a reload", async () => {
  await signIn("ana@example.com", "secret");
  assert.equal(session.value, "in");
  assert.equal(me.value!.name, "Ana");
  assert.equal(await socketToken(), "t1");
  session.value = "unknown";
  await restore();
  assert.equal(session.value, "in");
});

test("when the token is refused the session has ended, and what was on the screen stays", async () => {
  chats = 401;
  await assert.rejects(api.get("/chats"));
  assert.equal(session.value, "expired");
  assert.equal(me.value!.name, "Ana");
  assert.equal(sessionStorage.length, 0);
  assert.equal(await refused(), false);
  assert.equal(asked.filter((url) => url.endsWith("/refresh")).length, 1);
});
