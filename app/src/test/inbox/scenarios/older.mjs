import { customer, until } from "../site.mjs";
import { bubble, openChat } from "../stage.mjs";

// For so long nothing comes.
const LASTS = 4_000;

/** Who stands at the top of what is known gets what came before it, also where it could not be fetched for a while. */
export default async function older(stage, { service }) {
  stage.allow(/net::ERR_FAILED/);
  const otto = customer("Otto Ramos");
  await service.customerWrites(otto, "the first line");
  await Promise.all(Array.from({ length: 168 }, (_, i) => service.customerSays(otto, `line ${i + 2}`)));
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
  const toTop = () => page.locator(".messages").evaluate((box) => (box.scrollTop = 0));
  // At once, and not moved again.
  await toTop();
  await until("it is asked for again", () => came);
  await until("the beginning is there", async () => {
    await toTop();
    return (await bubble(seat, "the first line").count()) > 0;
  });
}
