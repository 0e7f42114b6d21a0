import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chat } from "../../main/inbox/api/types.ts";
import { apply, NOTHING, putChats, putList } from "../../main/inbox/store/state.ts";
import { type Filter, folded, inList, keyOf, matches, queryOf, type View } from "../../main/inbox/store/views.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");

function chat(id: string, over: Partial<Chat> = {}): Chat {
  return { id, kind: "customer", status: "ACTIVE", lastActivityAt: `2026-11-22T10:00:${id}Z`, unread: 0, createdAt: "", labels: [], ...over };
}

const only = (view: View, over: Partial<Filter> = {}): Filter => ({ view, account: null, label: null, ...over });
const ids = (chats: Chat[], filter: Filter) => chats.filter((each) => matches(each, filter, "me", NOW)).map((each) => each.id);

test("each view shows what it says", () => {
  const chats = [
    chat("10", { waitingSince: "2026-11-22T10:00:00Z" }),
    chat("11", { assignee: { id: "me" } }),
    chat("12", { assignee: { id: "other" } }),
    chat("13", { snoozedUntil: "2026-11-23T10:00:00Z", waitingSince: "2026-11-22T10:00:00Z" }),
    chat("14", { status: "CLOSED" }),
    chat("15", { status: "ARCHIVED" }),
    chat("16", { snoozedUntil: "2026-11-22T11:00:00Z" }),
    chat("17", { silent: true }),
  ];
  assert.deepEqual(ids(chats, only("active")), ["10", "11", "12", "16", "17"]);
  assert.deepEqual(ids(chats, only("waiting")), ["10"]);
  assert.deepEqual(ids(chats, only("mine")), ["11"]);
  assert.deepEqual(ids(chats, only("unassigned")), ["10", "16"]);
  assert.deepEqual(ids(chats, only("silent")), ["17"]);
  assert.deepEqual(ids(chats, only("snoozed")), ["13"]);
  assert.deepEqual(ids(chats, only("closed")), ["14"]);
  assert.deepEqual(ids(chats, only("archived")), ["15"]);
});

test("a server that does not say who waits is read by who spoke last", () => {
  const { labels: _, ...old } = chat("10", { lastMessage: { id: "m", direction: "INBOUND" } });
  assert.ok(matches(old, only("waiting"), "me", NOW));
});

test("a list is what is known and matches, newest first", () => {
  const state = putChats(NOTHING, [chat("10"), chat("12"), chat("11"), chat("13", { status: "CLOSED" })]);
  assert.deepEqual(inList(state.chats, undefined, only("active"), "me", NOW).map((each) => each.id), ["12", "11", "10"]);
});

test("nothing shows below where a list has been fetched, because there is a gap", () => {
  const filter = only("active");
  const known = putChats(NOTHING, [chat("05")]);
  const state = putList(known, keyOf(filter), { chats: [chat("12"), chat("11")], next: "more" });
  const list = state.lists.get(keyOf(filter));
  assert.deepEqual(inList(state.chats, list, filter, "me", NOW).map((each) => each.id), ["12", "11"]);
  const whole = putList(state, keyOf(filter), { chats: [chat("05")] });
  assert.deepEqual(inList(whole.chats, whole.lists.get(keyOf(filter)), filter, "me", NOW).map((each) => each.id), ["12", "11", "05"]);
});

test("a chat that somebody writes in is at the top at once", () => {
  const filter = only("active");
  const state = putList(NOTHING, keyOf(filter), { chats: [chat("12"), chat("11")], next: "more" });
  const after = apply(state, { type: "message_received", message: {
    id: "m9", chatId: "11", direction: "INBOUND", kind: "text", content: { type: "text", text: "x" }, status: "RECEIVED", createdAt: "2026-11-22T11:00:00Z" } });
  assert.deepEqual(inList(after.chats, after.lists.get(keyOf(filter)), filter, "me", NOW).map((each) => each.id), ["11", "12"]);
});

test("times that differ in microseconds are in order", () => {
  const state = putChats(NOTHING, [
    chat("a", { lastActivityAt: "2026-11-22T10:00:00.123456Z" }), chat("b", { lastActivityAt: "2026-11-22T10:00:00.123457Z" })]);
  assert.deepEqual(inList(state.chats, undefined, only("active"), "me", NOW).map((each) => each.id), ["b", "a"]);
});

test("a filter is asked for as the API has it", () => {
  assert.equal(queryOf(only("closed")), "status=CLOSED");
  assert.equal(queryOf(only("mine", { account: "shop" })), "status=ACTIVE&assignee=me&account=shop");
  assert.equal(queryOf(only("waiting", { label: "l" })), "status=ACTIVE&view=waiting&label=l");
});

test("accents and case do not matter when looking for something", () => {
  assert.equal(folded("José ANTÔNIO"), "jose antonio");
});
