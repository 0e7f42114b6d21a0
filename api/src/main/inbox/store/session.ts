import { signal } from "@preact/signals";
import { Api, ApiError, type Tokens, Unreachable } from "../api/client.ts";
import type { LoggedIn } from "../api/types.ts";

// Who is signed in. The access token lives in memory. Where the server keeps a session by cookie (`POST /login/refresh`), that
// brings it back after a reload; where it does not yet, the token waits in sessionStorage, which ends with the tab.

export interface Me {
  id: string;
  name: string;
  email: string;
  role: string;
}

/** `unknown` until the first look, `expired` when somebody was signed in: what they were doing stays on the screen. */
export type SessionState = "unknown" | "out" | "in" | "expired";

const KEPT = "switchboard.session";
const LOCK = "switchboard.refresh";

export const session = signal<SessionState>("unknown");
export const me = signal<Me | null>(null);

let token: string | null = null;
let expiresAt = 0;
let cookies: boolean | null = null;
let renewed: (token: string) => void = () => {};
let renewing: Promise<string | null> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

const tokens: Tokens = {
  current: () => token,
  renew: async (refused) => (token !== null && token !== refused ? token : renew()),
};

export const api = new Api(tokens);
const anonymous = new Api({ current: () => null, renew: async () => null });

/** The token for the socket, renewed where it is about to end. */
export async function socketToken(): Promise<string | null> {
  return token !== null && Date.now() < expiresAt - 5_000 ? token : renew();
}

/** Who wants to know when there is a new token for the same session. */
export function onRenewed(heard: (token: string) => void): void {
  renewed = heard;
}

/** Looks whether somebody is signed in from before. */
export async function restore(): Promise<void> {
  const kept = read();
  if (kept !== null && kept.expiresAt > Date.now() + 10_000) {
    token = kept.token;
    expiresAt = kept.expiresAt;
    me.value = kept.me;
    session.value = "in";
    return;
  }
  await renew();
  if (session.value !== "in") session.value = "out";
}

export async function signIn(email: string, password: string): Promise<void> {
  enter(await anonymous.post<LoggedIn>("/login", { email, password }));
}

export async function signOut(): Promise<void> {
  clearTimeout(timer);
  // Where there is no such route, forgetting the token is all there is to do.
  if (cookies !== false) await anonymous.post("/login/logout").catch(() => {});
  leave("out");
  me.value = null;
}

export async function refused(): Promise<boolean> {
  return (await renew()) !== null;
}

// One at a time, over all tabs: a refresh cookie is good once, and one that is shown twice ends the session everywhere.
function renew(): Promise<string | null> {
  renewing ??= (cookies === false ? Promise.resolve(null) : locked(refresh))
    .then((token) => {
      if (token === null && session.value === "in") leave("expired");
      return token;
    })
    .finally(() => (renewing = null));
  return renewing;
}

async function refresh(): Promise<string | null> {
  try {
    const answer = await anonymous.post<LoggedIn | undefined>("/login/refresh");
    cookies = true;
    // Nobody was signed in.
    if (answer === undefined) return null;
    if (!answer.agent && me.value === null) {
      me.value = await new Api({ current: () => answer.accessToken, renew: async () => null }).get<Me>("/me");
    }
    enter(answer);
    renewed(answer.accessToken);
    return token;
  } catch (e) {
    // The server being away is no reason to sign anybody out.
    if (e instanceof Unreachable || (e instanceof ApiError && e.passes)) return token;
    if (e instanceof ApiError) cookies = e.status !== 404 && e.status !== 405;
    return null;
  }
}

function locked<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request(LOCK, work) as Promise<T>) : work();
}

function enter(answer: LoggedIn): void {
  token = answer.accessToken;
  expiresAt = Date.now() + answer.expiresIn * 1000;
  if (answer.agent) me.value = answer.agent;
  if (cookies) sessionStorage.removeItem(KEPT);
  else sessionStorage.setItem(KEPT, JSON.stringify({ token, expiresAt, me: me.value }));
  session.value = "in";
  clearTimeout(timer);
  if (cookies) timer = setTimeout(() => void renew(), Math.max(5_000, answer.expiresIn * 800));
}

function leave(state: SessionState): void {
  token = null;
  expiresAt = 0;
  sessionStorage.removeItem(KEPT);
  session.value = state;
}

function read(): { token: string; expiresAt: number; me: Me } | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT) ?? "null") as { token: string; expiresAt: number; me: Me } | null;
  } catch {
    return null;
  }
}
