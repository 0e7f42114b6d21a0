import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { bubble, openChat, shownIds, write } from "../stage.mjs";

// At least so many seconds. In CI the cut lasts as long as what is written meanwhile takes, some seconds; by hand, with
// -Dinbox.cut=30, as long as one likes.
const LASTS = Number(process.env.CUT_SECONDS);

/** The line is cut while both sides write: afterwards nothing is missing, and nothing is there twice. */
export default async function cut(stage, { service, colleague }) {
  stage.allow(/409 .*\/messages$/, /net::ERR_|WebSocket connection to/);
  const [busy, calm] = [customer("Davi Rocha"), customer("Elisa Prado")];
  const first = await service.customerWrites(busy, "Hello");
  const other = await service.customerWrites(calm, "Good morning");
  const seat = await stage.agent("Ana");
  const { page, line, say } = seat;
  await openChat(seat, calm.name);
  await bubble(seat, "Good morning").waitFor();
  await openChat(seat, busy.name);
  await bubble(seat, "Hello").waitFor();

  // The server takes this one, but the answer is lost with the line.
  line.deafen();
  await write(seat, "Taken, and nobody hears of it");
  await until("the server has it", async () => (await service.written(first.chatId)).length === 1);
  line.cut();
  const mended = Date.now() + LASTS * 1_000;
  await page.locator(".line-state:not(.live)").waitFor();

  // Meanwhile both sides write, and so does a colleague.
  await write(seat, "Written without knowing");
  await bubble(seat, "Written without knowing").getByRole("img", { name: say.onItsWay }).waitFor();
  await openChat(seat, calm.name);
  await write(seat, "Written without a line");
  await bubble(seat, "Written without a line").getByRole("img", { name: say.onItsWay }).waitFor();
  for (let i = 1; i <= 5; i++) await service.customerWrites(busy, `Are you there? ${i}`);
  await (await colleague("Bruno")).post(`/chats/${first.chatId}/messages`, { content: { type: "text", text: "Ana is on her way back" } });
  const stranger = await service.customerWrites(customer("Fábio Nunes"), "I am new here");

  await new Promise((later) => setTimeout(later, mended - Date.now()));
  line.mend();
  // The longest pause between two attempts is half a minute.
  await page.locator(".line-state.live").waitFor({ timeout: 60_000 });
  await until("what was written has been sent", async () => (await service.written(other.chatId)).length === 1);
  await page.getByRole("region", { name: say.list }).getByRole("link", { name: "Fábio Nunes" }).waitFor();

  // What the customer and the colleague wrote in between is shown before it is answered.
  await openChat(seat, busy.name);
  const refused = bubble(seat, "Written without knowing");
  await refused.getByText(say.stale).first().waitFor();
  await refused.getByText("Ana is on her way back").waitFor();
  assert.deepEqual(await service.written(first.chatId), ["Taken, and nobody hears of it", "Ana is on her way back"]);
  await refused.getByRole("button", { name: say.sendAnyway }).click();
  await refused.getByRole("button", { name: new RegExp(`^${say.read}\\.`) }).waitFor();

  for (const { name, chatId } of [{ ...calm, ...other }, { ...busy, ...first }, { name: "Fábio Nunes", ...stranger }]) {
    await openChat(seat, name);
    const ids = async () => JSON.stringify((await service.thread(chatId)).map((each) => each.id));
    await until(`the thread of ${name} is what the server has`, async () => JSON.stringify(await shownIds(seat)) === (await ids()));
    assert.equal(await page.locator(".messages article:not([data-id])").count(), 0, "nothing waits any more");
  }
  assert.deepEqual(await service.written(first.chatId), ["Taken, and nobody hears of it", "Ana is on her way back", "Written without knowing"]);
  assert.deepEqual(await service.written(other.chatId), ["Written without a line"]);
  const rows = page.getByRole("region", { name: say.list }).locator("a.row");
  const addresses = await rows.evaluateAll((all) => all.map((each) => each.getAttribute("href").split("/").at(-1)));
  assert.deepEqual(addresses.toSorted(), [...new Set(addresses)].toSorted(), "each chat is in the list once");
}
