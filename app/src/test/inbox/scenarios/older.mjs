import { customer, until } from "../site.mjs";
import { openChat } from "../stage.mjs";

// For so long nothing comes.
const LASTS = 4_000;

/** Who stands at the top of what is known gets what came before it, also where it could not be fetched for a while. */
export default async function older(stage, { service }) {
  stage.allow(/net::ERR_FAILED/);
  const otto = customer("Otto Ramos");
  await service.customerWrites(otto, "line 1");
  for (let from = 2; from < 170; from += 24) {
    await Promise.all(Array.from({ length: 24 }, (_, i) => service.post("/sandbox/sandbox/inbound", {
      from: otto.number, name: otto.name, content: { type: "text", text: `line ${from + i}` } })));
  }
  const seat = await stage.agent("Ana");
  const { page } = seat;
  let mended = Infinity;
  let came = false;
  await page.route(/\/messages\?.*before=/, (route) => {
    mended = Math.min(mended, Date.now() + LASTS);
    came = Date.now() > mended;
    return came ? route.continue() : route.abort("failed");
  });
  await openChat(seat, otto.name);
  // To the top at once, and not moved again.
  await page.locator(".messages").evaluate((box) => (box.scrollTop = 0));
  await until("it is asked for again", () => came);
}
