import { mkdir } from "node:fs/promises";
import { customer, until } from "../site.mjs";
import { openSection } from "../settings.mjs";
import { bubble, openChat } from "../stage.mjs";

const TO = process.env.PICTURES;
const MARIANA = customer("Mariana Alves");

/** No test: takes the pictures of docs/images, of a node that nobody has used yet. */
export default async function pictures(stage, cast) {
  await mkdir(TO, { recursive: true });
  await furnish(cast);
  const seat = await stage.agent("Ana", { viewport: { width: 1360, height: 850 } });
  const { page } = seat;
  await openChat(seat, MARIANA.name);
  await bubble(seat, "Acabou de chegar").waitFor();
  await page.getByRole("textbox", { name: seat.say.answer }).fill("De nada, Mariana! Se precisar trocar, é só escrever aqui.");
  await photograph(page, "inbox");
  await page.emulateMedia({ colorScheme: "dark" });
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog", { name: seat.say.commands }).waitFor();
  await photograph(page, "inbox-dark");
  await page.keyboard.press("Escape");
  await page.emulateMedia({ colorScheme: "light" });

  await openChat(seat, "Rafael Nogueira");
  await page.locator(".message.failed .tick").click();
  await page.getByRole("dialog", { name: seat.say.story }).getByRole("listitem").first().waitFor();
  await photograph(page, "inbox-timeline");
  await page.keyboard.press("Escape");

  const admin = await stage.agent("admin", { viewport: { width: 1360, height: 850 } });
  await openSection(admin, "Accounts");
  await admin.page.getByRole("button", { name: "Open sandbox" }).click();
  await admin.page.getByRole("button", { name: "Check", exact: true }).click();
  await admin.page.locator(".findings li").first().waitFor();
  await photograph(admin.page, "inbox-settings");

  const phone = await stage.agent("Ana", { viewport: { width: 390, height: 760 }, hasTouch: true, isMobile: true, deviceScaleFactor: 1.5 });
  await phone.page.getByRole("region", { name: phone.say.list }).getByRole("link", { name: MARIANA.name }).tap();
  await bubble(phone, "Acabou de chegar").waitFor();
  await photograph(phone.page, "inbox-phone");
}

async function photograph(page, name) {
  await page.mouse.move(0, 0);
  // What the machine has instead of the fonts of a desk is wide and heavy.
  await page.evaluate(() => document.documentElement.style.setProperty("--font", "'Liberation Sans', sans-serif"));
  await page.screenshot({ path: `${TO}/${name}.png`, animations: "disabled", caret: "hide" });
}

// A shop in the middle of its morning.
async function furnish({ service, admin, colleague }) {
  const ana = await colleague("Ana");
  const bruno = await colleague("Bruno");
  const [anaId, brunoId] = [(await ana.get("/me")).id, (await bruno.get("/me")).id];
  const labels = {};
  for (const [name, color] of [["entrega", "#2563eb"], ["troca", "#b45309"], ["urgente", "#dc2626"]]) {
    labels[name] = (await admin.post("/labels", { name, color })).id;
  }
  await admin.post("/canned-replies", { shortcut: "horario", text: "Atendemos de segunda a sábado, das 9h às 18h." });

  for (const [name, text, ...tags] of [
    ["Beatriz Lopes", "Vocês entregam em Niterói?", "entrega"],
    ["Thiago Ramos", "Obrigado, ficou ótimo!"],
    ["Sofia Almeida", "Qual o prazo para o CEP 01310-100?", "entrega"],
    ["Lucas Pereira", "Quero trocar o tamanho da camiseta", "troca"],
    ["Camila Souza", "Ainda tem a bolsa azul?"],
    ["Pedro Henrique", "A nota fiscal veio com o CPF errado", "urgente"],
  ]) {
    const { chatId } = await service.customerWrites(customer(name), text);
    if (tags.length > 0) await admin.call("PUT", `/chats/${chatId}/labels`, { labels: tags.map((tag) => labels[tag]) });
    if (name === "Lucas Pereira") await admin.post(`/chats/${chatId}/assign`, { agentId: brunoId });
    if (name === "Thiago Ramos") await ana.post(`/chats/${chatId}/read`);
  }
  await broken(service, admin, bruno);

  const say = async (agent, chatId, text) => {
    const { id } = await agent.post(`/chats/${chatId}/messages`, { content: { type: "text", text } });
    await until(`"${text}" is read`, async () => (await service.get(`/messages/${id}`)).status === "READ");
  };
  const { chatId } = await service.customerWrites(MARIANA, "Bom dia! Meu pedido 4711 ainda não chegou 😕");
  await ana.post(`/chats/${chatId}/assign`, { agentId: anaId });
  await admin.call("PUT", `/chats/${chatId}/labels`, { labels: [labels.entrega] });
  const { contact } = await ana.get(`/chats/${chatId}`);
  await ana.call("PATCH", `/contacts/${contact.id}`, { fields: { Cidade: "São Paulo", Pedido: "4711" } }).catch(() => {});
  await say(ana, chatId, "Bom dia, Mariana! Vou ver agora mesmo onde ele está.");
  await ana.post(`/chats/${chatId}/notes`, { text: "Transportadora: saiu de Campinas às 7h40, entrega prevista até 14h." });
  await say(ana, chatId, "Saiu de Campinas às 7h40 e chega hoje até as 14h. Aqui dá para acompanhar: https://rastreio.example.com/4711");
  await service.customerWrites(MARIANA, "Que alívio! Vou ficar em casa então");
  await say(ana, chatId, "Combinado. Me avise quando chegar");
  await service.customerWrites(MARIANA, "Acabou de chegar, muito obrigada!");
}

// An account whose service refuses some messages, and is slow to take others.
async function broken(service, admin, agent) {
  const { settings } = await admin.get("/accounts/sandbox");
  const made = await admin.post("/accounts", {
    name: "loja-centro", provider: "sandbox", settings: { url: settings.url, serverError: 0.5, undeliverable: 1, seed: 2 }, secrets: { key: "a-key-of-the-sandbox" } });
  await admin.call("PATCH", "/accounts/loja-centro", { settings: { webhookUrl: `${service.url}/webhooks/${made.id}` } });
  const rafael = customer("Rafael Nogueira");
  const { chatId } = await service.customerWrites(rafael, "Podem me ligar amanhã?", "loja-centro");
  const { id } = await agent.post(`/chats/${chatId}/messages`, { content: { type: "text", text: "Claro! Qual o melhor horário?" } });
  await until("it has failed", async () => (await service.get(`/messages/${id}`)).status === "FAILED");
}
