import { connect, createServer } from "node:net";

/**
 * A line between a browser and the server that can be cut, as networks are: by TCP, so that nobody is told why. Where there
 * are several nodes it leads to the first of them that is there, as a load balancer does.
 */
export class Line {
  #server = createServer((browser) => this.#accept(browser));
  #pairs = new Set();
  #nodes;
  #is = "open";

  constructor(...nodes) {
    this.#nodes = nodes.map((node) => new URL(node));
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
    const early = [];
    const keep = (bytes) => early.push(bytes);
    browser.on("data", keep).on("error", () => {});
    this.#reach(0, (service, node) => {
      browser.off("data", keep);
      if (service === null || this.#is === "cut" || browser.destroyed) {
        service?.destroy();
        return browser.destroy();
      }
      this.#join(browser, service, node, early);
    });
  }

  // The next node, where one is not there.
  #reach(at, then) {
    const node = this.#nodes[at];
    if (node === undefined) return then(null);
    const service = connect(Number(node.port), node.hostname);
    service.once("error", () => this.#reach(at + 1, then));
    service.once("connect", () => {
      service.removeAllListeners("error");
      then(service, node);
    });
  }

  /** To which nodes the open WebSockets go. */
  get live() {
    return [...this.#pairs].filter((pair) => pair.live).map((pair) => pair.node.origin);
  }

  #join(browser, service, node, early) {
    const pair = { browser, service, node, live: false };
    this.#pairs.add(pair);
    const pass = (bytes) => {
      pair.live ||= /^upgrade: websocket/im.test(bytes.toString("latin1"));
      service.write(bytes);
    };
    early.forEach(pass);
    browser.on("data", pass);
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
