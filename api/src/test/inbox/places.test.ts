import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, INBOX, mayGo, mayOpen, placeAt, SECTIONS } from "../../main/inbox/store/places.ts";

const CHAT = "0193a1f0-7c1e-7a53-b6f4-6dca5a1d2e3f";

test("every address leads where it came from", () => {
  for (const place of [INBOX, { kind: "overview" }, ...SECTIONS.map(({ name }) => ({ kind: "settings" as const, section: name }))] as const) {
    assert.deepEqual(placeAt(addressOf(place)), { place, chatId: null });
  }
  assert.deepEqual(placeAt(addressOf(INBOX, CHAT)), { place: INBOX, chatId: CHAT });
});

test("settings without a section are the agent's own", () => {
  for (const path of ["/inbox/settings", "/inbox/settings/", "/inbox/settings/nothing"]) {
    assert.deepEqual(placeAt(path).place, { kind: "settings", section: "profile" });
  }
});

test("an address that nobody knows leads to the inbox", () => {
  for (const path of ["/inbox", "/inbox/chats/7", "/inbox/overview/more", "/inbox/settings/a/b", "/elsewhere"]) {
    assert.deepEqual(placeAt(path), { place: INBOX, chatId: null });
  }
});

test("who has no part in a place is not shown the way there", () => {
  assert.ok(!mayGo("overview", { role: "agent" }));
  assert.ok(mayGo("overview", { role: "supervisor" }));
  assert.ok(mayGo("settings", { role: "agent" }));
  assert.ok(!mayGo("overview", null));
  assert.ok(mayOpen("profile", { role: "agent" }));
});
