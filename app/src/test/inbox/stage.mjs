import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Line } from "./line.mjs";
import { words } from "./words.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where one scenario is played: pages of its own in the one browser, and everything that they complain about. */
export class Stage {
  #browser;
  #url;
  #agents;
  #open = [];
  #allowed = [];
  /** What the browser said, for the failure. */
  log = [];
  #complaints = [];

  constructor(browser, url, agents) {
    this.#browser = browser;
    this.#url = url;
    this.#agents = agents;
  }

  /** These complaints are part of the scenario. */
  allow(...patterns) {
    this.#allowed.push(...patterns);
  }

  credentials(name) {
    return this.#agents[name];
  }

  /** A page at the sign-in form, on a line of its own. */
  async page({ language = "en", nodes = [this.#url], ...options } = {}) {
    const line = await new Line(...nodes).open();
    const say = words[language];
    const context = await this.#browser.newContext({
      locale: say.locale, viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(30_000);
    this.#open.push({ context, line });
    await context.addInitScript(() =>
      document.addEventListener("securitypolicyviolation", (e) =>
        console.error(`policy: ${e.violatedDirective} ${e.blockedURI} ${e.sample}`)));
    const page = await context.newPage();
    this.#listen(page);
    await page.goto(`${line.url}/inbox/`);
    return { page, context, line, say };
  }

  /** An agent who is signed in, with a page that is live. */
  async agent(name, options) {
    const seat = await this.page(options);
    await signIn(seat, this.#agents[name]);
    return seat;
  }

  #listen(page) {
    const complain = (words) => {
      this.log.push(words);
      this.#complaints.push(words);
    };
    page.on("pageerror", (e) => complain(`page: ${e.stack}`));
    page.on("console", (message) => {
      const words = `${message.type()}: ${message.text()} ${message.location().url}`.trim();
      if (message.type() === "error" || message.type() === "warning") complain(words);
      else this.log.push(words);
    });
    page.on("requestfailed", (request) => this.log.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`));
    page.on("response", (answer) => {
      if (answer.status() >= 400) this.log.push(`${answer.status()}: ${answer.request().method()} ${answer.url()}`);
    });
  }

  /** What nobody has allowed. */
  complaints() {
    return this.#complaints.filter((each) => !this.#allowed.some((pattern) => pattern.test(each)));
  }

  /** @param prefix of files */
  async photograph(prefix) {
    for (const [i, { context }] of this.#open.entries()) {
      await context.pages()[0]?.screenshot({ path: `${prefix}-${i + 1}.png`, timeout: 5_000 }).catch(() => {});
    }
  }

  async close() {
    for (const { context, line } of this.#open) {
      await context.close();
      line.close();
    }
  }
}

export async function signIn({ page, say }, { email, password }) {
  await page.getByLabel(say.email).fill(email);
  await page.getByLabel(say.password).fill(password);
  await page.getByRole("button", { name: say.signIn }).click();
  await page.locator(".line-state.live").waitFor({ state: "attached" });
}

export async function openChat({ page, say }, name) {
  await page.getByRole("region", { name: say.list }).getByRole("link", { name }).click();
  await page.getByRole("heading", { level: 2, name }).waitFor();
}

export async function write({ page, say }, text) {
  await page.getByRole("textbox", { name: say.answer }).fill(text);
  await page.keyboard.press("Enter");
}

export function bubble({ page, say }, text) {
  return page.getByRole("region", { name: say.messages }).getByRole("article").filter({ hasText: text });
}

/** The ids of the messages that are shown, from above. */
export function shownIds({ page }) {
  return page.locator(".messages [data-id]").evaluateAll((all) => all.map((each) => each.dataset.id));
}

/** What axe finds in what is on the screen, in words. */
export async function violations({ page }) {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n    ${node.html}\n    ${node.any.concat(node.all, node.none).map((each) => each.message).join("; ")}`));
}
