import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { bubble, openChat, write } from "../stage.mjs";

/** A draft and an answer that nobody has taken survive a reload; the answer is sent, once. */
export default async function reload(stage, { service }) {
  stage.allow(/net::ERR_/);
  const { chatId } = await service.customerWrites(customer("Gabriela Lima"), "Do you open on Sunday?");
  const seat = await stage.agent("Ana");
  const { page, context, say } = seat;
  await openChat(seat, "Gabriela Lima");
  await bubble(seat, "Do you open on Sunday?").waitFor();

  await context.route("**/api/v1/chats/*/messages", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue());
  await write(seat, "From ten to six");
  await bubble(seat, "From ten to six").getByRole("img", { name: say.onItsWay }).waitFor();
  await page.getByRole("textbox", { name: say.answer }).fill("And on Monday");

  await page.reload();
  await bubble(seat, "From ten to six").getByRole("img", { name: say.onItsWay }).waitFor();
  assert.equal(await page.getByRole("textbox", { name: say.answer }).inputValue(), "And on Monday");
  assert.deepEqual(await service.written(chatId), []);

  await context.unroute("**/api/v1/chats/*/messages");
  await bubble(seat, "From ten to six").getByRole("button", { name: new RegExp(`^${say.read}\\.`) }).waitFor();
  assert.equal(await page.getByRole("textbox", { name: say.answer }).inputValue(), "And on Monday");
  await page.reload();
  await until("nothing waits any more", async () =>
    (await bubble(seat, "From ten to six").count()) === 1 && (await page.locator(".messages article:not([data-id])").count()) === 0);
  assert.deepEqual(await service.written(chatId), ["From ten to six"]);
}
