// Keeps the check-in page for days without a network: the page, and every script and style that it names.
// Only these files are kept; answers of the API never are, because they hold names.
const STORE = "vigie-checkin-2";
const PAGE = new URL("./checkin.html", self.location.href);
const ALSO = ["./vigie.svg", "./checkin.webmanifest"].map((path) => new URL(path, self.location.href).href);

async function files() {
  const answer = await fetch(PAGE, { cache: "no-cache" });
  const page = await answer.clone().text();
  const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path, PAGE).href);
  return { answer, named: [...new Set([...named, ...ALSO])] };
}

async function keep() {
  const { answer, named } = await files();
  const store = await caches.open(STORE);
  await store.addAll(named);
  await store.put(PAGE.href, answer);
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("vigie-checkin-") && name !== STORE) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith((async () => {
    const store = await caches.open(STORE);
    const key = request.mode === "navigate" ? PAGE.href : request.url;
    // The page is asked for anew when there is a network, so that an update reaches the device; its files never change.
    if (request.mode === "navigate") {
      try {
        const fresh = await fetch(request);
        if (fresh.ok) {
          event.waitUntil(keep().catch(() => undefined));
          return fresh;
        }
      } catch {
        // No network: the kept page.
      }
    }
    return (await store.match(key)) ?? fetch(request);
  })());
});
