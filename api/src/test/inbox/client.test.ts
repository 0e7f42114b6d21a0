import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { Api, ApiError, Unreachable } from "../../main/inbox/api/client.ts";

afterEach(() => mock.restoreAll());

// A server that gives these answers, one after the other, and what it was asked.
function server(...answers: (Response | Error)[]) {
  const asked: { url: string; method: string; authorization: string | null; body: string | null }[] = [];
  mock.method(globalThis, "fetch", async (url: string, options: RequestInit) => {
    asked.push({
      url, method: options.method!, authorization: new Headers(options.headers).get("Authorization"), body: options.body as string | null });
    const answer = answers.shift()!;
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return asked;
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

function api(renewed: string | null = null) {
  let token: string | null = "old";
  return new Api({ current: () => token, renew: async () => (token = renewed) });
}

test("a request shows the token and what it has to say", async () => {
  const asked = server(json(202, { id: "m" }));
  assert.deepEqual(await api().post("/chats/c/messages", { a: 1 }), { id: "m" });
  assert.deepEqual(asked, [{ url: "/api/v1/chats/c/messages", method: "POST", authorization: "Bearer old", body: '{"a":1}' }]);
});

test("an answer without a body is nothing", async () => {
  server(new Response(null, { status: 204 }));
  assert.equal(await api().post("/login/logout"), undefined);
});

test("a refused token is renewed once, and the request is repeated", async () => {
  const asked = server(json(401, {}), json(200, { ok: true }));
  assert.deepEqual(await api("new").get("/chats"), { ok: true });
  assert.deepEqual(asked.map((each) => each.authorization), ["Bearer old", "Bearer new"]);
});

test("where there is no other token, the refusal is the answer", async () => {
  const asked = server(json(401, { type: "https://switchboard.dev/problems/unauthenticated" }));
  await assert.rejects(api(null).get("/chats"), (e: ApiError) => e.status === 401 && e.is("unauthenticated"));
  assert.equal(asked.length, 1);
});

test("a problem becomes an error that knows the member at fault", async () => {
  server(json(422, {
    type: "https://switchboard.dev/problems/invalid-request", detail: "content.text is too long",
    errors: [{ field: "content.text", code: "content-too-long", detail: "is too long" }] }));
  await assert.rejects(api().post("/x", {}), (e: ApiError) =>
    e.is("invalid-request") && e.errors[0]!.code === "content-too-long" && e.message === "content.text is too long" && !e.passes);
});

test("a server that is away for a moment is told from one that refuses", async () => {
  server(json(503, { type: "https://switchboard.dev/problems/unavailable" }, { "Retry-After": "3" }));
  await assert.rejects(api().get("/x"), (e: ApiError) => e.passes && e.retryAfter === 3);
});

test("an answer that is no JSON is an error with its status", async () => {
  server(new Response("<html>Bad gateway</html>", { status: 502 }));
  await assert.rejects(api().get("/x"), (e: ApiError) => e.status === 502 && e.message === "HTTP 502");
});

test("where nobody answers that is what it is", async () => {
  server(new TypeError("fetch failed"));
  await assert.rejects(api().get("/x"), Unreachable);
});
