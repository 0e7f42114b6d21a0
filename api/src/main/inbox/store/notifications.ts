import { signal } from "@preact/signals";
import { api } from "./session.ts";

// Web Push of docs/push-notifications.md: this device is told that a customer has written while no inbox is open.

export const notifying = signal<"unknown" | "on" | "off" | "impossible">("unknown");

const WORKER = "/inbox/worker.js";

/** What is allowed already is posted again each time: it costs nothing, and brings renewed subscriptions back. */
export async function renewNotifications(): Promise<void> {
  if (!("serviceWorker" in navigator) || !("PushManager" in self)) {
    notifying.value = "impossible";
    return;
  }
  const worker = await navigator.serviceWorker.getRegistration("/inbox/");
  const subscription = await worker?.pushManager.getSubscription();
  notifying.value = subscription ? "on" : "off";
  if (subscription) await post(subscription).catch(() => {});
}

/** From a click or a key, because browsers want one. */
export async function allowNotifications(): Promise<"on" | "denied" | "impossible"> {
  if (notifying.value === "impossible") return "impossible";
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const { publicKey } = await api.get<{ publicKey: string }>("/push/public-key");
  const worker = await navigator.serviceWorker.register(trusted(WORKER), { scope: "/inbox/" });
  await navigator.serviceWorker.ready;
  let subscription = await worker.pushManager.getSubscription();
  if (subscription && keyOf(subscription) !== publicKey) {
    // Made for another key: nothing would arrive.
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  await post(subscription);
  notifying.value = "on";
  return "on";
}

export async function stopNotifications(): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration("/inbox/");
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
  notifying.value = "off";
}

function post(subscription: PushSubscription): Promise<unknown> {
  return api.post("/push/subscriptions", { ...subscription.toJSON(), name: deviceName(navigator.userAgent) });
}

/** The browser and the system, as people call them: `Firefox, Linux`. */
export function deviceName(agent: string): string {
  const named = (all: Record<string, RegExp>) => Object.keys(all).find((name) => all[name]!.test(agent));
  // Each says that it is those after it as well.
  const browser = named({ Edge: /Edg/, Opera: /OPR/, Samsung: /SamsungBrowser/, Firefox: /Firefox|FxiOS/, Chrome: /Chrom|CriOS/, Safari: /Safari/ });
  const system = named({ Android: /Android/, iPhone: /iPhone/, iPad: /iPad/, Windows: /Windows/, Mac: /Mac OS/, ChromeOS: /CrOS/, Linux: /Linux/ });
  return [browser, system].filter(Boolean).join(", ") || agent.slice(0, 100);
}

function keyOf(subscription: PushSubscription): string {
  return btoa(String.fromCharCode(...new Uint8Array(subscription.options.applicationServerKey ?? new ArrayBuffer(0))))
    .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

// The page's policy lets scripts be named by such an object only.
function trusted(address: string): string {
  const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } } }).trustedTypes;
  policy ??= types?.createPolicy("switchboard", { createScriptURL: (url: string) => (url === WORKER ? url : "") });
  return (policy?.createScriptURL(address) ?? address) as string;
}

let policy: { createScriptURL(url: string): unknown } | undefined;
