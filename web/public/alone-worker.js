// Keeps one page that stands alone for days without a network: the page, and every script and style that it names.
// Only these files are kept; answers of the API never are, because they hold names. `?page=` says which page.
const NAME = (new URL(self.location.href).searchParams.get("page") ?? "").replaceAll(/[^a-z]/g, "");
const OURS = `vigie-alone-${NAME}-`;
const STORE = `${OURS}1`;
const PAGE = new URL(`./${NAME}.html`, self.location.href);
const ALSO = ["./vigie.svg", `./${NAME}.webmanifest`].map((path) => new URL(path, self.location.href).href);
/** A network that has not answered by then is none: a thin satellite link must not keep the page from opening. */
const PATIENCE_MS = 5000;

async function files() {
  const answer = await fetch(PAGE, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const page = await answer.clone().text();
  const named = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path, PAGE).href);
  return { answer, named: [...new Set([...named, ...ALSO])] };
}

/** The page comes last: as long as one of its files is missing, the older page with its files stays. */
async function keep() {
  const { answer, named } = await files();
  const store = await caches.open(STORE);
  await store.addAll(named);
  await store.put(PAGE.href, answer);
}

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const old = (name) => (name.startsWith(OURS) || name.startsWith(`vigie-${NAME}-`)) && name !== STORE;
  for (const name of await caches.keys()) if (old(name)) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith((async () => {
    const store = await caches.open(STORE);
    const key = request.mode === "navigate" ? PAGE.href : request.url;
    const kept = await store.match(key);
    // The page is asked for anew when there is a network, so that an update reaches the device; its files never change.
    if (request.mode === "navigate") {
      try {
        const fresh = await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
        if (fresh.ok) {
          event.waitUntil(keep().catch(() => undefined));
          return fresh;
        }
      } catch {
        // No network: the kept page.
      }
    }
    return kept ?? fetch(request);
  })());
});
