/* The service worker of one mechanism's pages on one node. Keeps the page for reports and what that needs, and nothing
   else: never a page with words of the record. Sends what waits when the browser says that there is a network again. */

import { deliver, openStore } from "./queue.js";

const SHELL = {};

const CACHE = `${SHELL.name} ${SHELL.assets[0]}`;

self.addEventListener("install", (event) => {
  const load = async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([...SHELL.assets, ...Object.values(SHELL.pages)]);
    await self.skipWaiting();
  };
  event.waitUntil(load());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(`${SHELL.name} `) && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

const kept = async (address) => (await caches.open(CACHE)).match(address, { ignoreVary: true });

async function shell(lang) {
  const asked = SHELL.pages[lang] ?? SHELL.pages[await lastLanguage()] ?? SHELL.pages.en;
  return (await kept(asked)) ?? fetch(asked);
}

async function lastLanguage() {
  const db = await openStore(SHELL.name);
  const found = await new Promise((resolve) => {
    const request = db.transaction("device").objectStore("device").get("lang");
    request.onsuccess = () => resolve(request.result?.lang);
    request.onerror = () => resolve(undefined);
  });
  db.close();
  return found;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (SHELL.assets.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((found) => found ?? fetch(request)));
  } else if (request.mode === "navigate" && url.pathname === SHELL.page) {
    event.respondWith(shell(url.searchParams.get("lang")));
  } else if (request.mode === "navigate" && url.pathname.startsWith(SHELL.home)) {
    // Without a network any page of the desk leads to the one that works without.
    event.respondWith(fetch(request).catch(() => shell("")));
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag === "reports") {
    const send = async () => {
      const db = await openStore(SHELL.name);
      const reached = await deliver(db, { store: SHELL.name, api: SHELL.api, lang: (await lastLanguage()) ?? "en" });
      db.close();
      const pages = await self.clients.matchAll({ type: "window" });
      pages.forEach((page) => page.postMessage("delivered"));
      if (!reached) {
        throw new Error("not reached"); // the browser tries again by itself
      }
    };
    event.waitUntil(send());
  }
});
