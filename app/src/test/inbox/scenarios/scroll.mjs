import assert from "node:assert/strict";
import { customer } from "../site.mjs";
import { bubble, openChat } from "../stage.mjs";

/** Who reads further up stays there when somebody writes, and comes to the end by one press. */
export default async function scroll(stage, { service }) {
  const nadia = customer("Nádia Freitas");
  const { chatId } = await service.customerWrites(nadia, "line 1");
  const lines = Array.from({ length: 29 }, (_, i) => `line ${i + 2}`);
  await Promise.all(lines.map((text) => service.customerSays(nadia, text)));
  const seat = await stage.agent("Ana");
  const { page } = seat;
  await openChat(seat, nadia.name);
  await page.waitForFunction(() => document.querySelectorAll(".messages [data-id]").length === 30);

  await page.locator(".messages").evaluate((box) => (box.scrollTop = 200));
  const jump = page.locator(".to-end");
  await jump.waitFor();
  const before = await place(seat);
  await service.customerWrites(nadia, "one more");
  await jump.locator("span").waitFor();
  assert.deepEqual(await place(seat), before);
  await jump.click();
  await bubble(seat, "one more").waitFor();
  await jump.waitFor({ state: "detached" });
  assert.equal((await service.thread(chatId)).length, 31);
}

// Which message is at the upper edge, and where.
function place({ page }) {
  return page.evaluate(() => {
    const edge = document.querySelector(".messages").getBoundingClientRect().top;
    const first = [...document.querySelectorAll(".messages [data-id]")].find((each) => each.getBoundingClientRect().bottom > edge);
    return [first.dataset.id, Math.round(first.getBoundingClientRect().top - edge)];
  });
}
