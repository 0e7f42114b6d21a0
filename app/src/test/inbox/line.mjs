import { connect, createServer } from "node:net";

/** A line between a browser and the server that can be cut, as networks are: by TCP, so that nobody is told why. */
export class Line {
  #server = createServer((browser) => this.#accept(browser));
  #pairs = new Set();
  #target;
  #is = "open";

  constructor(target) {
    this.#target = new URL(target);
  }

  async open() {
    await new Promise((opened) => this.#server.listen(0, "127.0.0.1", opened));
    return this;
  }

  get url() {
    return `http://localhost:${this.#server.address().port}`;
  }

  /** What the server says does not arrive any more; what the browser says does. */
  deafen() {
    this.#is = "deaf";
    for (const { service } of this.#pairs) service.removeAllListeners("data").resume();
  }

  /** Everything that is open breaks, and nothing can be opened. */
  cut() {
    this.#is = "cut";
    for (const { browser, service } of this.#pairs) {
      browser.destroy();
      service.destroy();
    }
  }

  mend() {
    this.#is = "open";
  }

  /** What is told over WebSockets is held back. */
  delayLive() {
    for (const { live, service } of this.#pairs) if (live) service.pause();
  }

  hurryLive() {
    for (const { live, service } of this.#pairs) if (live) service.resume();
  }

  close() {
    this.cut();
    this.#server.close();
  }

  #accept(browser) {
    if (this.#is === "cut") return browser.destroy();
    const service = connect(Number(this.#target.port), this.#target.hostname);
    const pair = { browser, service, live: false };
    this.#pairs.add(pair);
    browser.on("data", (bytes) => {
      pair.live ||= /^upgrade: websocket/im.test(bytes.toString("latin1"));
      service.write(bytes);
    });
    if (this.#is === "open") service.on("data", (bytes) => browser.write(bytes));
    else service.resume();
    const end = () => {
      browser.destroy();
      service.destroy();
      this.#pairs.delete(pair);
    };
    for (const side of [browser, service]) side.on("error", end).on("close", end);
  }
}
