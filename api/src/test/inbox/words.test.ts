import assert from "node:assert/strict";
import { test } from "node:test";
import { en } from "../../main/inbox/words/en.ts";
import { pt } from "../../main/inbox/words/pt.ts";

// The compiler sees to it that Portuguese lacks nothing, except in what is looked up by a server's word.
test("both languages have the same words for what the server says", () => {
  for (const table of ["reasons", "problems", "presence"] as const) assert.deepEqual(Object.keys(pt[table]), Object.keys(en[table]));
  assert.deepEqual(Object.keys(pt.timeline.why), Object.keys(en.timeline.why));
  assert.deepEqual(Object.keys(pt.timeline.results), Object.keys(en.timeline.results));
  assert.deepEqual(Object.keys(pt.contact.deeds), Object.keys(en.contact.deeds));
  assert.deepEqual(Object.keys(pt.contact.kinds), Object.keys(en.contact.kinds));
  assert.deepEqual(Object.keys(pt.settings.accounts.kinds), Object.keys(en.settings.accounts.kinds));
  assert.deepEqual(Object.keys(pt.settings.team.roles), Object.keys(en.settings.team.roles));
  assert.deepEqual(Object.keys(pt.settings.templates.states), Object.keys(en.settings.templates.states));
  assert.deepEqual(Object.keys(pt.settings.webhooks.items), Object.keys(en.settings.webhooks.items));
  assert.equal(pt.settings.labels.colors.length, en.settings.labels.colors.length);
});

test("one is one, and two are two", () => {
  assert.equal(en.list.unread(1), "1 unread message");
  assert.equal(pt.list.unread(2), "2 mensagens não lidas");
});
