import type { LiveEvent } from "../api/types.ts";

// The socket of docs/live.md. It only accelerates: what is true is in the API, and whoever uses this fetches when told to.

export type Line =
  /** Events arrive as they happen. */
  | "live"
  /** Not yet, or not any more; it is being tried. */
  | "connecting"
  /** It has failed for a while: poll meanwhile. */
  | "down"
  /** Nobody is signed in. */
  | "off";

export interface LiveOptions {
  url(cursor: string | null): string;
  token(): Promise<string | null>;
  open?(url: string, protocols: string[]): WebSocket;
  /** From here on everything is told: fetch what is shown. First after connecting, and whenever something was missed. */
  onSync(): void;
  onEvent(event: LiveEvent): void;
  onLine(line: Line): void;
  /** The token is no good any more. Answers whether there is another. */
  onRefused(): Promise<boolean>;
  random?(): number;
}

const PING_EVERY = 20_000;
const PONG_WITHIN = 8_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
// So many failures in a row, and the page says that it is not live and polls.
const DOWN_AFTER = 2;
const FLOOD_PAUSE = 60_000;

export class Live {
  private socket: WebSocket | null = null;
  private cursor: string | null = null;
  private failures = 0;
  private running = false;
  private generation = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private ping: ReturnType<typeof setTimeout> | undefined;
  private pong: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveOptions) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.options.onLine("connecting");
    void this.connect();
  }

  /** Closes the line and forgets where it stood. */
  stop(): void {
    this.running = false;
    this.cursor = null;
    this.failures = 0;
    this.drop();
    this.options.onLine("off");
  }

  /** The network is back, or the page is looked at again: do not wait for the rest of the pause. */
  hurry(): void {
    if (!this.running) return;
    if (this.socket === null) void this.connect();
    else if (this.socket.readyState === WebSocket.OPEN) this.sendPing();
  }

  /** Says something, where the line is open; what cannot be said is dropped, as it is of no use later. */
  say(message: Record<string, unknown>): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  private async connect(): Promise<void> {
    this.drop();
    const generation = ++this.generation;
    const token = await this.options.token();
    if (!this.running || generation !== this.generation || token === null) return;
    const open = this.options.open ?? ((url, protocols) => new WebSocket(url, protocols));
    const resuming = this.cursor !== null;
    const socket = open(this.options.url(this.cursor), ["switchboard.v1", `bearer.${token}`]);
    this.socket = socket;
    // A connection that hangs while it is made is no better than none.
    this.pong = setTimeout(() => this.lost(socket, 0), PONG_WITHIN * 2);
    socket.onmessage = ({ data }) => socket === this.socket && this.hear(JSON.parse(String(data)) as LiveEvent, resuming);
    socket.onclose = ({ code }) => this.lost(socket, code);
    socket.onerror = () => {};
  }

  private hear(message: LiveEvent, resuming: boolean): void {
    this.alive();
    switch (message.type) {
      case "ready":
        this.failures = 0;
        this.options.onLine("live");
        this.options.onEvent(message);
        // When resuming, its cursor must not be taken: what was missed comes next, and then `resumed` with the one that counts.
        if (!resuming) {
          this.cursor = message.cursor ?? null;
          this.options.onSync();
        }
        break;
      case "resync":
        this.cursor = message.cursor ?? null;
        this.options.onSync();
        break;
      case "pong":
        break;
      case "resumed":
      case "subscribed":
        this.cursor = message.cursor ?? this.cursor;
        break;
      default:
        this.options.onEvent(message);
        // After it has been applied: whoever is cut off in between is told again.
        this.cursor = message.cursor ?? this.cursor;
    }
  }

  // Whatever arrives shows that the line is there.
  private alive(): void {
    clearTimeout(this.pong);
    clearTimeout(this.ping);
    this.pong = undefined;
    this.ping = setTimeout(() => this.sendPing(), PING_EVERY);
  }

  private sendPing(): void {
    const socket = this.socket;
    if (socket === null || this.pong !== undefined) return;
    this.say({ type: "ping" });
    this.pong = setTimeout(() => this.lost(socket, 0), PONG_WITHIN);
  }

  private lost(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return;
    this.drop();
    if (!this.running) return;
    this.failures++;
    this.options.onLine(this.failures > DOWN_AFTER ? "down" : "connecting");
    if (code === 4401) {
      const generation = this.generation;
      void this.options.onRefused().then((another) => {
        if (another && this.running && generation === this.generation) void this.connect();
      });
      return;
    }
    this.retry = setTimeout(() => void this.connect(), this.pause(code));
  }

  private pause(code: number): number {
    const random = this.options.random?.() ?? Math.random();
    if (code === 1012) return random * 1000;
    if (code === 4429) return FLOOD_PAUSE + random * FIRST_PAUSE;
    // Full jitter: after a node has gone, its clients must not come back in the same second.
    return FIRST_PAUSE / 2 + random * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(this.failures, 10));
  }

  private drop(): void {
    clearTimeout(this.retry);
    clearTimeout(this.ping);
    clearTimeout(this.pong);
    this.pong = undefined;
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}
