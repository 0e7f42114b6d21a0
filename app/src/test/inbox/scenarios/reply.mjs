import assert from "node:assert/strict";
import { customer } from "../site.mjs";
import { bubble, openChat, shownIds, write } from "../stage.mjs";

/** A customer's message arrives, is answered, and the answer is read. */
export default async function reply(stage, { service }, language = "en") {
  const maria = customer(language === "pt" ? "Maria da Conceição" : "Maria Silva");
  const seat = await stage.agent("Ana", { language });
  const { page, say } = seat;

  // The page is open and live before the customer writes: nothing is asked for, it arrives.
  const asked = await service.customerWrites(maria, "Where is my order?");
  const row = page.getByRole("region", { name: say.list }).getByRole("link", { name: maria.name });
  await row.getByText("Where is my order?").waitFor();
  await row.locator(".badge").waitFor();

  await openChat(seat, maria.name);
  await bubble(seat, "Where is my order?").waitFor();
  await row.locator(".badge").waitFor({ state: "detached" });

  await write(seat, "It leaves today");
  const mine = bubble(seat, "It leaves today");
  await mine.waitFor();
  await row.getByText(`${say.you} It leaves today`).waitFor();
  await mine.getByRole("button", { name: new RegExp(`^${say.read}\\.`) }).waitFor();

  const thread = await service.thread(asked.chatId);
  assert.deepEqual(thread.map((each) => [each.content.text, each.status]),
    [["Where is my order?", "RECEIVED"], ["It leaves today", "READ"]]);
  assert.deepEqual(await shownIds(seat), thread.map((each) => each.id));
}
