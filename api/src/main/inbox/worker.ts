// Shows that a customer has written while no inbox is open (docs/push-notifications.md).

// As much of a service worker as is used here: the types of all of it do not go together with those of a page.
interface Waits {
  waitUntil(work: Promise<unknown>): void;
}
declare const self: {
  addEventListener(type: "push", heard: (event: Waits & { data: { json(): unknown } | null }) => void): void;
  addEventListener(type: "notificationclick", heard: (event: Waits & { notification: Notification }) => void): void;
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: "window" }): Promise<{ focus(): Promise<unknown>; postMessage(message: unknown): void }[]>;
    openWindow(address: string): Promise<unknown>;
  };
};
export {};

interface Told {
  chatId: string;
  sender?: string;
  preview?: string;
}

self.addEventListener("push", (event) => {
  const told = event.data?.json() as Told | undefined;
  if (!told) return;
  const options = { body: told.preview ?? "", tag: told.chatId, renotify: true, data: { chatId: told.chatId } };
  event.waitUntil(self.registration.showNotification(told.sender ?? "Switchboard", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { chatId } = event.notification.data as { chatId: string };
  event.waitUntil(open(`/inbox/chats/${chatId}`));
});

async function open(address: string): Promise<void> {
  const [page] = await self.clients.matchAll({ type: "window" });
  if (!page) {
    await self.clients.openWindow(address);
    return;
  }
  await page.focus();
  page.postMessage({ open: address });
}
