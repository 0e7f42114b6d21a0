import { customer } from "../site.mjs";
import { bubble, openChat } from "../stage.mjs";

/** By keys alone: through the list, into the field, and to any conversation by its name. */
export default async function keyboard(stage, { service }) {
  const [karin, leo] = [customer("Karin Bastos"), customer("Léo Teixeira")];
  await service.customerWrites(karin, "The first of two");
  await service.customerWrites(leo, "The second of two");
  const seat = await stage.agent("Bruno");
  const { page, say } = seat;
  const open = (name) => page.getByRole("heading", { level: 2, name }).waitFor();
  await openChat(seat, leo.name);
  await bubble(seat, "The second of two").waitFor();

  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await open(karin.name);
  await page.keyboard.press("k");
  await open(leo.name);
  await page.keyboard.press("r");
  await page.keyboard.type("jk");
  await page.getByRole("textbox", { name: say.answer }).and(page.locator(":focus")).waitFor();
  await open(leo.name);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: say.commands }).waitFor();
  await page.keyboard.type("karin");
  await page.getByRole("option", { name: karin.name }).waitFor();
  await page.keyboard.press("Enter");
  await open(karin.name);
  await bubble(seat, "The first of two").waitFor();
}
