import assert from "node:assert/strict";
import { customer, until } from "../site.mjs";
import { bubble, openChat, shownIds, write } from "../stage.mjs";

/** Two agents answer at once: the second one is shown what the first one wrote, and decides. */
export default async function collision(stage, { service }) {
  stage.allow(/409 .*\/messages$/);
  const { chatId } = await service.customerWrites(customer("Carla Dias"), "Can I still change my address?");
  const ana = await stage.agent("Ana");
  const bruno = await stage.agent("Bruno");
  await openChat(ana, "Carla Dias");
  await openChat(bruno, "Carla Dias");
  for (const seat of [ana, bruno]) await bubble(seat, "Can I still change my address?").waitFor();
  await ana.page.getByText(`${ana.say.alsoHere}: Bruno`).waitFor();
  await bruno.page.getByText(`${bruno.say.alsoHere}: Ana`).waitFor();

  // What Ana writes is late on Bruno's line.
  bruno.line.delayLive();
  await write(ana, "Yes, until noon");
  await until("Ana's answer is there", async () => (await service.written(chatId)).length === 1);
  await write(bruno, "No, it has left");

  const refused = bubble(bruno, "No, it has left");
  await refused.getByText(bruno.say.stale).first().waitFor();
  await refused.getByText("Yes, until noon").waitFor();
  assert.deepEqual(await service.written(chatId), ["Yes, until noon"]);

  bruno.line.hurryLive();
  await refused.getByRole("button", { name: bruno.say.sendAnyway }).click();
  await refused.getByRole("button", { name: new RegExp(`^${bruno.say.read}\\.`) }).waitFor();
  await bubble(ana, "No, it has left").waitFor();

  const thread = await service.thread(chatId);
  assert.deepEqual(await service.written(chatId), ["Yes, until noon", "No, it has left"]);
  for (const seat of [ana, bruno]) {
    await until("both see the same", async () => JSON.stringify(await shownIds(seat)) === JSON.stringify(thread.map((each) => each.id)));
  }
}
