// Measures the inbox in Chromium, in a database that InboxWork has filled, and prints one line of JSON: figures by name.
// Milliseconds are those of the page's own clock, from what the agent does until the screen shows it.

import { chromium } from "playwright-core";

const { SWITCHBOARD_URL: url, AGENT_EMAIL: email, AGENT_PASSWORD: password, CHROMIUM_PATH: executablePath } = process.env;
const RELOADS = 7;
const CHATS = 12;
const PIXELS = 400;
const FRAMES = 600;
const WORDS = "Bom dia, sua encomenda sai hoje";

const browser = await chromium.launch({ executablePath });
const page = await (await browser.newContext({ locale: "en-GB", viewport: { width: 1280, height: 800 } })).newPage();
page.setDefaultTimeout(120_000);
await page.addInitScript(observe);
await page.goto(`${url}/inbox/`);
await page.getByLabel("E-mail").fill(email);
await page.getByLabel("Password").fill(password);
await page.getByRole("button", { name: "Sign in" }).click();
await page.locator(".row").first().waitFor();

const figures = {};
for (const step of [list, chats, thread, writing, searching, revealing]) {
  await step();
  console.error(step.name, JSON.stringify(figures));
}
console.log(JSON.stringify(figures));
await browser.close();

/** What the page is asked from here. */
function observe() {
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
  const keys = [];
  let lastKey = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (/^key|^input$/.test(entry.name)) keys.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
  addEventListener("keydown", () => (lastKey = performance.now()), true);
  window.bench = {
    painted,
    keys,
    lastKey: () => lastKey,
    /** When what the function finds is on the screen. */
    async until(find) {
      const begun = performance.now();
      while (!find()) {
        if (performance.now() - begun > 120_000) throw new Error(`not to be seen: ${find}`);
        await new Promise((next) => requestAnimationFrame(next));
      }
      return painted();
    },
    /** How long the frames take in which somebody scrolls so far each time, until there have been so many or it is over. */
    async frames(selector, pixels, most, over = () => false) {
      const durations = [];
      const scroller = document.querySelector(selector);
      let before = await new Promise((next) => requestAnimationFrame(next));
      while (durations.length < most && !over()) {
        scroller.scrollTop += pixels;
        const now = await new Promise((next) => requestAnimationFrame(next));
        durations.push(now - before);
        before = now;
      }
      return durations;
    },
  };
}

async function list() {
  const times = [];
  for (let i = 0; i < RELOADS; i++) {
    await page.reload();
    times.push(await page.evaluate(() => bench.until(() => document.querySelector(".row"))));
  }
  figures["list ms"] = median(times);
  frames("list", await page.evaluate(([pixels, most]) => bench.frames(".rows", pixels, most), [PIXELS, FRAMES]));
  figures["list: rows reached"] = await page.evaluate(() =>
    Math.max(...[...document.querySelectorAll(".row-list > li")].map((each) => Number(each.getAttribute("aria-posinset")))));
  // What was drawn below is not to be clicked on.
  await page.evaluate(() => {
    document.querySelector(".rows").scrollTop = 0;
    return bench.until(() => document.querySelector('.row-list > li[aria-posinset="1"] .row'));
  });
}

// All but the first, which is the long one.
async function chats() {
  const times = [];
  for (let i = 0; i < 2 * CHATS; i++) times.push(await open(i % CHATS + 1));
  figures["open ms"] = median(times.slice(0, CHATS));
  figures["open again ms"] = median(times.slice(CHATS));
}

function open(at) {
  return page.evaluate(async (at) => {
    const before = document.querySelector(".messages");
    const row = document.querySelectorAll(".row")[at];
    const begun = performance.now();
    row.click();
    return (await bench.until(() => {
      const now = document.querySelector(".messages");
      return now !== before && now?.querySelector("[data-id]");
    })) - begun;
  }, at);
}

async function thread() {
  figures["open 10,000 ms"] = await open(0);
  const begun = Date.now();
  frames("back through 10,000", await page.evaluate((pixels) => bench.frames(".messages", -pixels, Infinity,
    () => document.querySelector(".messages").scrollTop === 0 && document.querySelector(".thread-edge").textContent.startsWith("The beginning")),
  PIXELS));
  figures["back through 10,000 s"] = (Date.now() - begun) / 1000;
  frames("on through 10,000", await page.evaluate(([pixels, most]) => bench.frames(".messages", pixels, most), [PIXELS, FRAMES]));
  figures["messages drawn of 10,000"] = await page.locator(".messages [data-id]").count();
  figures["MB of the page with 10,000"] = await page.evaluate(() => performance.memory.usedJSHeapSize / 1e6);
}

async function writing() {
  await page.getByRole("textbox", { name: "Your answer" }).focus();
  await page.evaluate(() => (bench.keys.length = 0));
  await page.keyboard.type(WORDS, { delay: 60 });
  figures["slowest key in an answer ms"] = await slowestKey();
  await page.getByRole("textbox", { name: "Your answer" }).fill("");
}

// Two words that very many messages have, and one that only one has.
async function searching() {
  for (const [name, words] of [["often", "encomenda"], ["once", "passaporte"]]) {
    await page.getByRole("searchbox").fill("");
    await page.getByRole("searchbox").focus();
    await page.evaluate(() => { bench.keys.length = 0; performance.clearResourceTimings(); });
    await page.keyboard.type(words, { delay: 60 });
    figures[`search ${name}: last key to results ms`] = await page.evaluate(async (words) => {
      const shown = await bench.until(() =>
        performance.getEntriesByType("resource").some((each) => each.name.endsWith(`q=${words}`) && each.responseEnd > 0));
      return shown - bench.lastKey();
    }, words);
    figures[`search ${name}: slowest key ms`] = await slowestKey();
  }
}

// The one message is in the middle of the long thread, of which nothing is loaded yet.
async function revealing() {
  await page.reload();
  await page.locator(".row").first().waitFor();
  await page.getByRole("searchbox").fill("passaporte");
  await page.locator(".row-preview", { hasText: "passaporte" }).waitFor();
  figures["reveal the 5,000th ms"] = await page.evaluate(async () => {
    const begun = performance.now();
    document.querySelector(".row").click();
    return (await bench.until(() => document.querySelector(".revealed"))) - begun;
  });
}

// What is under 16 ms is not told.
async function slowestKey() {
  await page.waitForTimeout(300);
  return Math.max(16, ...(await page.evaluate(() => bench.keys)));
}

function frames(name, durations) {
  const sorted = durations.toSorted((a, b) => a - b);
  figures[`${name}: frame p50 ms`] = sorted[Math.floor(sorted.length * 0.5)];
  figures[`${name}: frame p99 ms`] = sorted[Math.floor(sorted.length * 0.99)];
  figures[`${name}: longest frame ms`] = sorted.at(-1);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
