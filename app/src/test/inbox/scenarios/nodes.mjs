import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { bubble, openChat, shownIds, write } from "../stage.mjs";

/**
 * Two agents on two nodes see each other's work. Then one node is killed under its agent while a customer writes: she moves
 * over to the other node by herself, and nothing is missing or doubled.
 */
export default async function nodes(stage, { service, words: [first, pid] }) {
  stage.allow(/net::ERR_|WebSocket connection to/);
  const [busy, calm] = [customer("Otávio Reis"), customer("Paula Lins")];
  const { chatId } = await service.customerWrites(busy, "Is anybody there?");
  const other = await service.customerWrites(calm, "Take your time");
  const ana = await stage.agent("Ana", { nodes: [first, service.url] });
  const bruno = await stage.agent("Bruno");
  assert.deepEqual([ana.line.live, bruno.line.live], [[first], [service.url]], "each is on a node of their own");

  await openChat(ana, calm.name);
  await bubble(ana, "Take your time").waitFor();
  for (const seat of [ana, bruno]) {
    await openChat(seat, busy.name);
    await bubble(seat, "Is anybody there?").waitFor();
  }
  await ana.page.getByText(`${ana.say.alsoHere}: Bruno`).waitFor();
  await bruno.page.getByText(`${bruno.say.alsoHere}: Ana`).waitFor();
  await write(ana, "Yes, I am");
  await bubble(bruno, "Yes, I am").waitFor();
  await write(bruno, "So am I");
  await bubble(ana, "So am I").waitFor();

  const all = Array.from({ length: 20 }, (_, i) => `And another question, number ${i + 1}.`);
  const asking = (async () => {
    for (const text of all) await service.customerWrites(busy, text);
  })();
  await bubble(ana, all[4]).waitFor();
  process.kill(Number(pid), "SIGKILL");
  await openChat(ana, calm.name);
  await write(ana, "Written as the node died");
  await asking;

  // The longest pause between two attempts is half a minute.
  await until("Ana is on the other node", async () => ana.line.live.includes(service.url));
  await until("what she wrote has been sent", async () => (await service.written(other.chatId)).length === 1);
  await openChat(ana, busy.name);
  const ids = JSON.stringify((await service.thread(chatId)).map((each) => each.id));
  for (const seat of [ana, bruno]) {
    await until("both see what the server has, once", async () => JSON.stringify(await shownIds(seat)) === ids);
  }
  assert.deepEqual(await service.written(other.chatId), ["Written as the node died"]);

  // From here on it is as if nothing had happened.
  await ana.page.getByText(`${ana.say.alsoHere}: Bruno`).waitFor();
  await write(bruno, "Now we are on one node");
  await bubble(ana, "Now we are on one node").waitFor();
  await write(ana, "So we are");
  await bubble(bruno, "So we are").waitFor();
}
