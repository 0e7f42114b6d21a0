import assert from "node:assert/strict";
import { test } from "node:test";
import type { Chat, LiveEvent, Message } from "../../main/inbox/api/types.ts";
import { apply, gives, NOTHING, previewOf, putChats, putList, putMessage, putThread, type State } from "../../main/inbox/store/state.ts";

const CHAT = "0198-chat";

function chat(over: Partial<Chat> = {}): Chat {
  return {
    id: CHAT, kind: "customer", status: "ACTIVE", account: "sandbox", contact: { id: "p", name: "Ana" },
    lastMessage: { id: "m01", preview: "Oi", direction: "INBOUND" }, lastActivityAt: "2026-11-22T10:00:00Z", unread: 1,
    createdAt: "2026-11-22T09:00:00Z", ...over,
  };
}

function message(id: string, over: Partial<Message> = {}): Message {
  return {
    id, chatId: CHAT, direction: "INBOUND", kind: "text", content: { type: "text", text: id }, status: "RECEIVED",
    createdAt: `2026-11-22T10:00:${id.slice(1)}Z`, ...over,
  };
}

const sent = (id: string, over: Partial<Message> = {}) => message(id, { direction: "OUTBOUND", status: "QUEUED", agentId: "a", ...over });
const received = (id: string): LiveEvent => ({ type: "message_received", message: message(id) });
const status = (id: string, to: string, reason?: string): LiveEvent => ({
  type: "message_status_updated", chatId: CHAT, messageId: id, status: to, ...(reason ? { reason } : {}) });

function loaded(): State {
  return putThread(putChats(NOTHING, [chat()]), CHAT, { messages: [message("m01")] }, "latest");
}

const order = (state: State) => state.threads.get(CHAT)!.order;
const found = (state: State, id: string) => state.threads.get(CHAT)!.byId.get(id)!;

test("a message that arrives is at the end of its thread, unread, and what the list shows", () => {
  const state = apply(loaded(), received("m02"));
  assert.deepEqual(order(state), ["m01", "m02"]);
  const after = state.chats.get(CHAT)!;
  assert.equal(after.unread, 2);
  assert.equal(after.lastMessage!.preview, "m02");
  assert.equal(after.lastActivityAt, "2026-11-22T10:00:02Z");
});

test("what becomes of a label is seen on all chats that have it", () => {
  const [vip, bug] = [{ id: "l1", name: "vip", color: "#d73a4a" }, { id: "l2", name: "bug", color: "#0e8a16" }];
  const before = putChats(loaded(), [chat({ labels: [bug, vip] }), chat({ id: "other", labels: [] })]);
  const renamed = apply(before, { type: "labels_changed", label: { ...vip, name: "a VIP" } });
  assert.deepEqual(renamed.chats.get(CHAT)!.labels!.map((label) => label.name), ["a VIP", "bug"]);
  assert.equal(apply(renamed, { type: "labels_changed", label: { ...vip, id: "l3" } }), renamed);
  const deleted = apply(renamed, { type: "labels_changed", deleted: vip });
  assert.deepEqual(deleted.chats.get(CHAT)!.labels, [bug]);
  assert.equal(apply(deleted, { type: "labels_changed", deleted: vip }), deleted);
});

test("the list knows whose the last words were", () => {
  const state = apply(loaded(), { type: "message_sent", message: sent("m02", { agentId: "ana" }) });
  assert.equal(state.chats.get(CHAT)!.lastMessage!.agentId, "ana");
  assert.equal("agentId" in apply(state, received("m03")).chats.get(CHAT)!.lastMessage!, false);
});

test("the same event twice changes nothing more", () => {
  const events: LiveEvent[] = [
    received("m02"), { type: "message_sent", message: sent("m03") }, status("m03", "SENT"), status("m03", "READ"),
    { type: "chat_updated", chatId: CHAT, status: "CLOSED", unread: 0 },
    { type: "message_deleted", chatId: CHAT, messageId: "m02", at: "2026-11-22T10:01:00Z" },
  ];
  const once = events.reduce(apply, loaded());
  const twice = events.reduce((state, event) => apply(apply(state, event), event), loaded());
  assert.deepEqual(twice, once);
});

test("applying everything again on top of itself leaves statuses, order and contents", () => {
  const events: LiveEvent[] = [received("m02"), { type: "message_sent", message: sent("m03") }, status("m03", "DELIVERED")];
  const once = events.reduce(apply, loaded());
  const again = events.reduce(apply, once);
  assert.deepEqual(order(again), order(once));
  assert.equal(found(again, "m03").status, "DELIVERED");
  assert.equal(again.chats.get(CHAT)!.unread, once.chats.get(CHAT)!.unread);
});

test("messages that come out of order stand in order, and each counts once", () => {
  const there = apply(apply(loaded(), received("m03")), received("m02"));
  const ordered = apply(apply(loaded(), received("m02")), received("m03"));
  assert.deepEqual(order(there), ["m01", "m02", "m03"]);
  assert.equal(there.chats.get(CHAT)!.unread, 3);
  assert.equal(there.chats.get(CHAT)!.lastMessage!.id, "m03");
  assert.equal(ordered.chats.get(CHAT)!.unread, 3);
});

test("a page that has an event in it already is not counted again", () => {
  const page = chat({ unread: 2, lastMessage: { id: "m02", preview: "m02", direction: "INBOUND" } });
  const state = apply(putChats(loaded(), [page]), received("m02"));
  assert.equal(state.chats.get(CHAT)!.unread, 2);
});

test("a status never goes back, whatever comes late", () => {
  const begun = apply(loaded(), { type: "message_sent", message: sent("m02") });
  const read = ["SENDING", "READ", "DELIVERED", "SENT", "SENDING", "QUEUED"].reduce((state, to) => apply(state, status("m02", to)), begun);
  assert.equal(found(read, "m02").status, "READ");
});

test("a failure has its reason, and loses it when the message arrives after all", () => {
  const begun = apply(loaded(), { type: "message_sent", message: sent("m02") });
  const failed = apply(begun, status("m02", "FAILED", "BAD_ADDRESS"));
  assert.equal(found(failed, "m02").reason, "BAD_ADDRESS");
  const arrived = apply(failed, status("m02", "DELIVERED"));
  assert.equal(found(arrived, "m02").status, "DELIVERED");
  assert.equal(found(arrived, "m02").reason, undefined);
});

test("an older page does not take a newer status away", () => {
  const begun = [{ type: "message_sent", message: sent("m02") }, status("m02", "DELIVERED")].reduce(apply as never, loaded()) as State;
  const state = putThread(begun, CHAT, { messages: [sent("m02"), message("m01")] }, "latest");
  assert.equal(found(state, "m02").status, "DELIVERED");
});

test("older pages go before what is there, and tell where the thread goes on", () => {
  const first = putThread(NOTHING, CHAT, { messages: [message("m06"), message("m05")], next: "m05" }, "latest");
  const second = putThread(first, CHAT, { messages: [message("m04"), message("m03")], next: "m03" }, "older");
  assert.deepEqual(order(second), ["m03", "m04", "m05", "m06"]);
  assert.equal(second.threads.get(CHAT)!.older, "m03");
  assert.equal(putThread(second, CHAT, { messages: [message("m02")] }, "older").threads.get(CHAT)!.older, null);
});

test("the newest page goes on top of what is known, and keeps where older ones are", () => {
  const known = putThread(NOTHING, CHAT, { messages: [message("m03"), message("m02")], next: "m02" }, "latest");
  const older = putThread(known, CHAT, { messages: [message("m01")] }, "older");
  const state = putThread(older, CHAT, { messages: [message("m04"), message("m03")], next: "m03" }, "latest");
  assert.deepEqual(order(state), ["m01", "m02", "m03", "m04"]);
  assert.equal(state.threads.get(CHAT)!.older, null);
});

test("a newest page that does not touch what is known takes its place, so no gap is shown as none", () => {
  const known = putThread(NOTHING, CHAT, { messages: [message("m02"), message("m01")] }, "latest");
  const state = putThread(known, CHAT, { messages: [message("m09"), message("m08")], next: "m08" }, "latest");
  assert.deepEqual(order(state), ["m08", "m09"]);
  assert.equal(state.threads.get(CHAT)!.older, "m08");
});

test("what is told of a chat: null takes away, what is left out stays", () => {
  const before = putChats(NOTHING, [chat({ assignee: { id: "a", name: "Ana" }, snoozedUntil: "2026-11-23T09:00:00Z" })]);
  const state = apply(before, { type: "chat_updated", chatId: CHAT, assignee: null, labels: [{ id: "l", name: "vip", color: "#ff0000" }] });
  const after = state.chats.get(CHAT)!;
  assert.equal(after.assignee, undefined);
  assert.equal(after.snoozedUntil, "2026-11-23T09:00:00Z");
  assert.equal(after.status, "ACTIVE");
  assert.equal(after.labels!.length, 1);
});

test("an agent is told of what they are given: by the engine always, by others where the chat was not theirs", () => {
  const mine = { id: "a", name: "Ana" };
  const given: LiveEvent = { type: "chat_updated", chatId: CHAT, assignee: mine };
  const automatic: LiveEvent = { ...given, automatic: true };
  assert.equal(gives(loaded(), given, "a"), true);
  assert.equal(gives(loaded(), given, "b"), false);
  assert.equal(gives(apply(loaded(), given), given, "a"), false);
  assert.equal(gives(NOTHING, given, "a"), false);
  assert.equal(gives(NOTHING, automatic, "a"), true);
  assert.equal(gives(apply(loaded(), automatic), automatic, "a"), false);
  assert.equal(gives(loaded(), { type: "chat_updated", chatId: CHAT, assignee: null, automatic: true }, "a"), false);
});

test("a chat that was read stays read when the events before it come again", () => {
  const unread = apply(loaded(), received("m02"));
  const read = apply(unread, { type: "chat_updated", chatId: CHAT, unread: 0 });
  assert.equal(read.chats.get(CHAT)!.unread, 0);
  assert.equal(apply(read, received("m02")).chats.get(CHAT)!.unread, 0);
  assert.equal(apply(read, received("m03")).chats.get(CHAT)!.unread, 1);
});

test("what a customer writes ends a snooze and begins the waiting; an answer ends that", () => {
  const before = putChats(NOTHING, [chat({ snoozedUntil: "2026-11-23T09:00:00Z" })]);
  const waiting = apply(before, received("m02"));
  assert.equal(waiting.chats.get(CHAT)!.snoozedUntil, undefined);
  assert.equal(waiting.chats.get(CHAT)!.waitingSince, "2026-11-22T10:00:02Z");
  assert.equal(apply(waiting, { type: "message_sent", message: sent("m03") }).chats.get(CHAT)!.waitingSince, undefined);
});

test("a chat is silent until somebody writes in it or sees to it", () => {
  const silent = putChats(NOTHING, [chat({ silent: true })]);
  const { agentId: _, ...automatic } = sent("m05");
  assert.equal(apply(silent, { type: "message_sent", message: automatic }).chats.get(CHAT)!.silent, true);
  assert.equal(apply(silent, { type: "message_received", automatic: true, message: message("m02") }).chats.get(CHAT)!.silent, true);
  assert.equal(apply(silent, received("m02")).chats.get(CHAT)!.silent, undefined);
  assert.equal(apply(silent, { type: "message_sent", message: sent("m03") }).chats.get(CHAT)!.silent, undefined);
  assert.equal(apply(silent, { type: "chat_updated", chatId: CHAT, silent: false }).chats.get(CHAT)!.silent, undefined);
});

test("what services send moves no chat in the list", () => {
  const { agentId: _, ...automatic } = sent("m05");
  const state = apply(loaded(), { type: "message_sent", message: automatic });
  assert.equal(state.chats.get(CHAT)!.lastActivityAt, "2026-11-22T10:00:00Z");
  assert.equal(state.chats.get(CHAT)!.lastMessage!.id, "m05");
});

test("a note stands in the thread and touches nothing else", () => {
  const before = loaded();
  const note = message("m02", { direction: "INTERNAL", kind: "note", status: "STORED", content: { type: "note", text: "vip" } });
  const state = apply(before, { type: "note_added", chatId: CHAT, message: note });
  assert.deepEqual(order(state), ["m01", "m02"]);
  assert.equal(state.chats, before.chats);
});

test("a deleted message stays deleted, whatever an older page says", () => {
  const deleted = apply(loaded(), { type: "message_deleted", chatId: CHAT, messageId: "m01" });
  assert.equal(found(putMessage(deleted, message("m01")), "m01").content.type, "deleted");
  const late = apply(deleted, { type: "message_updated", chatId: CHAT, messageId: "m01", kind: "text", content: { type: "text", text: "x" } });
  assert.equal(found(late, "m01").content.type, "deleted");
});

test("a file that has come is told of in its message", () => {
  const before = putMessage(loaded(), message("m02", { kind: "image", content: { type: "image", file: { attachmentId: "f" } } }));
  const state = apply(before, { type: "attachment_updated", chatId: CHAT, messageId: "m02", attachmentId: "f", state: "KEPT", name: "a.jpg", size: 5 });
  assert.equal(found(state, "m02").content.file!.name, "a.jpg");
});

test("events of what is not known, and of kinds that are not known, change nothing", () => {
  const before = loaded();
  for (const event of [
    status("m99", "READ"), { type: "chat_updated", chatId: "other", status: "CLOSED" }, { type: "brand_new", chatId: CHAT },
    { type: "message_received", message: { ...message("m02"), chatId: "other" } },
  ] as LiveEvent[]) {
    assert.equal(apply(before, event), before);
  }
});

test("a list remembers how far down it has been fetched", () => {
  const page = { chats: [chat(), chat({ id: "b", lastActivityAt: "2026-11-22T08:00:00Z" })], next: "cursor" };
  const list = putList(NOTHING, "active||", page).lists.get("active||")!;
  assert.deepEqual(list, { floor: { at: "2026-11-22T08:00:00Z", id: "b" }, next: "cursor", loaded: true });
});

test("a preview is one line", () => {
  assert.equal(previewOf(message("m01", { content: { type: "text", text: "a\n  b" } })), "a b");
  assert.equal(previewOf(message("m01", { content: { type: "image", file: { name: "a.jpg" } } })), "a.jpg");
  assert.equal(previewOf(message("m01", { content: { type: "email", subject: "S", text: "T" } })), "S");
  assert.equal(previewOf(message("m01", { content: { type: "text", text: "x".repeat(200) } })).length, 140);
});

test("what a first page should have and has not is out of date; what is newer or further down stays", () => {
  const at = (id: string, time: string) => chat({ id, lastActivityAt: `2026-11-22T${time}:00Z` });
  const known = putChats(NOTHING, [at("new", "12:00"), at("gone", "10:30"), at("below", "08:00"), at("else", "10:20")]);
  const page = { chats: [at("a", "11:00"), at("b", "10:00")], next: "more" };
  const state = putList(known, "k", page, (each) => each.id !== "else");
  assert.deepEqual([...state.chats.keys()].sort(), ["a", "b", "below", "else", "new"]);
});

test("what a program of the customer's writes counts as nothing, and ends no snooze", () => {
  const before = putChats(NOTHING, [chat({ snoozedUntil: "2026-11-23T09:00:00Z" })]);
  const state = apply(before, { type: "message_received", automatic: true, message: message("m02") });
  const after = state.chats.get(CHAT)!;
  assert.equal(after.unread, 1);
  assert.equal(after.snoozedUntil, "2026-11-23T09:00:00Z");
  assert.equal(after.waitingSince, undefined);
});
