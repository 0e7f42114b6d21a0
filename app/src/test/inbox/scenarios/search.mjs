import { customer } from "../site.mjs";
import { openChat } from "../stage.mjs";

/** Who types without accents finds what was written with them: people, and what they said. */
export default async function search(stage, { service }) {
  // A server that does not search leaves it to the page.
  stage.allow(/404 .*\/search\?/);
  const [conceicao, other] = [customer("Conceição Brandão"), customer("Otávio Pires")];
  await service.customerWrites(conceicao, "Quero informações sobre a devolução");
  await service.customerWrites(other, "Até amanhã");
  const seat = await stage.agent("Bruno");
  const { page, say } = seat;
  const rows = page.getByRole("region", { name: say.list }).getByRole("link");
  await rows.filter({ hasText: other.name }).waitFor();
  for (const words of ["conceicao", "brandao", "informacoes", "devolucao", conceicao.number.slice(-8)]) {
    await page.getByRole("searchbox", { name: say.search }).fill(words);
    await rows.filter({ hasText: other.name }).waitFor({ state: "detached" });
    await rows.filter({ hasText: conceicao.name }).waitFor();
    await page.getByRole("searchbox", { name: say.search }).fill("");
    await rows.filter({ hasText: other.name }).waitFor();
  }
  await page.getByRole("searchbox", { name: say.search }).fill("conceicao");
  await openChat(seat, conceicao.name);
}
