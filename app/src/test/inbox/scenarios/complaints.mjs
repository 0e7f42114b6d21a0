import assert from "node:assert/strict";
import { violations } from "../stage.mjs";

/** Does what the other scenarios must not find, so that one sees that they would. */
export default async function complaints(stage) {
  const seat = await stage.page();
  await seat.page.getByRole("button", { name: seat.say.signIn }).waitFor();
  await seat.page.evaluate(() => {
    document.querySelector("main").append(document.createElement("img"));
    document.body.setAttribute("style", "color: red");
    setTimeout(() => {
      throw new Error("nobody catches this");
    });
  });
  assert.match((await violations(seat)).join(), /^image-alt/);
  await seat.page.evaluate(() => fetch("/api/v1/chats"));
}
