// The page in Chromium, against a node that is running: `npm run browser`.
//
// It signs in as the demo agent, plays the sandbox's customers, and says what does not hold. SWITCHBOARD_DATA is the node's
// directory (../data), SWITCHBOARD_URL another address of it. Chromium is the machine's own (CHROMIUM, or
// /usr/bin/chromium); nothing is downloaded.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { chromium } from "playwright-core";

const data = process.env.SWITCHBOARD_DATA ?? "../data";
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const ready = existsSync(`${data}/credentials.json`) && existsSync(executablePath);
const skip = ready ? false : `needs a running node (${data}/credentials.json) and Chromium (${executablePath})`;
const { url: own, apiKey, agentEmail, agentPassword } = ready ? JSON.parse(readFileSync(`${data}/credentials.json`, "utf8")) : {};
const url = process.env.SWITCHBOARD_URL ?? own;
const run = Date.now().toString(36);
const number = (n) => `+55119${String((Date.now() + n) % 1e8).padStart(8, "0")}`;

async function write(from, name, text) {
  const answer = await fetch(`${url}/api/v1/sandbox/sandbox/inbound`, {
    method: "POST",
    headers: { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ from, name, content: { type: "text", text } }),
  });
  assert.equal(answer.status, 202, await answer.text());
}

async function open(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en", ...options });
  const page = await context.newPage();
  page.on("pageerror", (e) => assert.fail(`the page has failed: ${e.stack}`));
  // What the policy forbids is told on the console and nowhere else.
  page.on("console", (message) => assert.doesNotMatch(message.text(), /Content Security Policy|TrustedScript/));
  return page;
}

async function signIn(page) {
  await page.goto(`${url}/inbox/`);
  await page.fill("input[type=email]", agentEmail);
  await page.fill("input[type=password]", agentPassword);
  await page.click("button[type=submit]");
  await page.waitForSelector(".shell");
}

const row = (page, name) => page.locator(".row", { hasText: name });
const bubbles = (page, text) => page.locator(".messages .bubble", { hasText: text });
const field = (page) => page.locator(".composer textarea");

async function say(page, text) {
  await field(page).fill(text);
  await field(page).press("Enter");
}

async function axe(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: readFileSync("node_modules/axe-core/axe.min.js", "utf8") });
  const { result } = await session.send("Runtime.evaluate", {
    awaitPromise: true,
    returnByValue: true,
    expression: `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then(({ violations }) => violations.map((each) => each.id + ": " + each.nodes.map((node) => node.html).join(" ")))`,
  });
  await session.detach();
  return result.value;
}

test("the inbox", { skip }, async (t) => {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  const ana = { number: number(1), name: `Ana ${run}` };
  const rui = { number: number(2), name: `Rui ${run}` };
  try {
    const page = await open(browser);
    await signIn(page);

    await t.test("a customer's message appears by itself, an answer goes out, and its ticks move to read", async () => {
      await write(ana.number, ana.name, "Where is my order?");
      await row(page, ana.name).click();
      await bubbles(page, "Where is my order?").waitFor();
      await say(page, `On its way ${run}`);
      assert.equal(await bubbles(page, `On its way ${run}`).count(), 1);
      await page.locator(".message.out .tick.read").first().waitFor();
      await write(ana.number, ana.name, "Thank you");
      await bubbles(page, "Thank you").waitFor();
    });

    await t.test("a message tells its story", async () => {
      await page.locator(".message.out .tick").first().click();
      await page.locator(".timeline li").nth(3).waitFor();
      await page.keyboard.press("Escape");
    });

    await t.test("a draft survives a reload, and is the chat's own", async () => {
      await field(page).fill(`half a sent ${run}`);
      await page.waitForFunction((words) => Object.values(localStorage).some((kept) => kept.includes(words)), `half a sent ${run}`);
      await page.reload();
      await page.waitForFunction((words) => document.querySelector(".composer textarea")?.value === words, `half a sent ${run}`);
      await field(page).fill("");
    });

    await t.test("what was written while nobody answered leaves once, under the id it had", async () => {
      const ids = new Set();
      await page.route("**/messages", (route) => {
        if (route.request().method() !== "POST") return route.continue();
        ids.add(route.request().postDataJSON().clientId);
        return ids.size > 0 && route.abort();
      });
      await say(page, `held ${run}`);
      await page.locator(".tick.waiting").waitFor();
      await page.unroute("**/messages");
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().endsWith("/messages")) ids.add(request.postDataJSON().clientId);
      });
      await page.reload();
      await page.locator(".message.out", { hasText: `held ${run}` }).locator(".tick.read").waitFor();
      assert.equal(await bubbles(page, `held ${run}`).count(), 1);
      assert.equal(ids.size, 1);
    });

    await t.test("keys go through the list, into the field, and to every command", async () => {
      await write(rui.number, rui.name, "Hello");
      await row(page, rui.name).waitFor();
      await page.evaluate(() => document.activeElement?.blur());
      const before = page.url();
      await page.keyboard.press("k");
      await page.waitForFunction((url) => location.href !== url, before);
      await page.keyboard.press("j");
      await page.waitForFunction((url) => location.href === url, before);
      await page.keyboard.press("r");
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), "TEXTAREA");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.keyboard.type(rui.name);
      await page.keyboard.press("Enter");
      await page.locator(".thread-who", { hasText: rui.name }).waitFor();
      await bubbles(page, "Hello").waitFor();
    });

    await t.test("the line is cut, and afterwards nothing is missing and nothing is double", async () => {
      const cut = await open(browser);
      let open_ = true;
      const lines = new Set();
      await cut.routeWebSocket(/\/api\/v1\/ws/, (line) => {
        if (!open_) return void line.close({ code: 1013 });
        const server = line.connectToServer();
        lines.add([line, server]);
      });
      await signIn(cut);
      await row(cut, rui.name).click();
      await bubbles(cut, "Hello").waitFor();
      open_ = false;
      for (const [line, server] of lines) {
        await server.close();
        await line.close({ code: 1013 });
      }
      await cut.locator(".line-state.down, .line-state.connecting").waitFor();
      for (let i = 0; i < 20; i++) await write(rui.number, rui.name, `meanwhile ${i} ${run}`);
      open_ = true;
      await cut.locator(".line-state.live").waitFor({ timeout: 60_000 });
      await bubbles(page, `meanwhile 19 ${run}`).waitFor();
      await cut.waitForFunction((words) =>
        [...document.querySelectorAll(".bubble")].filter((each) => each.textContent.includes(words)).length >= 20, run);
      for (let i = 0; i < 20; i++) assert.equal(await bubbles(cut, `meanwhile ${i} ${run}`).count(), 1, `meanwhile ${i}`);
      await cut.context().close();
    });

    await t.test("who reads further up stays there when somebody writes", async () => {
      for (let i = 0; i < 30; i++) await write(rui.number, rui.name, `line ${i} ${run}`);
      await bubbles(page, `line 29 ${run}`).waitFor();
      const place = () => page.evaluate(() => {
        const edge = document.querySelector(".messages").getBoundingClientRect().top;
        const at = [...document.querySelectorAll("[data-id]")].find((each) => each.getBoundingClientRect().bottom > edge);
        return [at.dataset.id, Math.round(at.getBoundingClientRect().top - edge)];
      });
      await page.evaluate(() => { document.querySelector(".messages").scrollTop = 300; });
      await page.locator(".to-end").waitFor();
      const before = await place();
      await write(rui.number, rui.name, `one more ${run}`);
      await page.locator(".to-end span").waitFor();
      assert.deepEqual(await place(), before);
      await page.locator(".to-end").click();
      await bubbles(page, `one more ${run}`).waitFor();
    });

    for (const colorScheme of ["light", "dark"]) {
      await t.test(`axe has nothing to say, ${colorScheme}, on a desk and on a phone`, async () => {
        const desk = await open(browser, { colorScheme });
        await desk.goto(`${url}/inbox/`);
        await desk.waitForSelector("form");
        assert.deepEqual(await axe(desk), []);
        await signIn(desk);
        await row(desk, rui.name).click();
        await bubbles(desk, "Hello").first().waitFor({ state: "attached" });
        assert.deepEqual(await axe(desk), []);
        await desk.keyboard.press("Control+k");
        await desk.locator(".palette-list").waitFor();
        assert.deepEqual(await axe(desk), []);
        await desk.context().close();

        const phone = await open(browser, { colorScheme, viewport: { width: 390, height: 800 }, isMobile: true, hasTouch: true });
        await signIn(phone);
        await row(phone, rui.name).waitFor();
        assert.deepEqual(await axe(phone), []);
        await row(phone, rui.name).tap();
        await field(phone).waitFor();
        assert.equal(await phone.locator(".list-pane").isVisible(), false);
        assert.deepEqual(await axe(phone), []);
        await phone.locator(".only-phone").tap();
        await row(phone, rui.name).waitFor();
        await phone.context().close();
      });
    }
  } finally {
    await browser.close();
  }
});
