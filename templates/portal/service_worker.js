// Keeps the shell and the pages last seen, so that the portal opens without a connection and says so.
const VERSION = "{{ version }}";
const SHELL = {{ shell|safe }};
const OFFLINE_PAGES = {{ offline_pages|safe }};
const PAGES_KEPT = 40;
// Only what anyone may read is kept: never an account, a form or a desk.
const OPEN_PAGE = /^\/(?:(?:en|de)\/)?(?:$|orter\/|service\/|vag[\w.]+\/(?!samordna)|planer\/|program\/|bostader\/|om\/)/;
const OPEN_DATA = /^\/api\/collections\/|^\/(?:(?:en|de)\/)?ord\.js$/;
const PATIENCE_MS = 8000;

addEventListener("install", (event) => {
  skipWaiting();
  // Asked as a stranger: a page said with cookies would use up the message that waits for the next one.
  const shell = SHELL.map((address) => new Request(address, { credentials: "omit" }));
  event.waitUntil(caches.open(`shell-${VERSION}`).then((cache) => cache.addAll(shell)));
});

addEventListener("activate", (event) => {
  const keep = [`shell-${VERSION}`, "pages"];
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => !keep.includes(name)).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

// Storage may be full or blocked: the answer then simply is not kept.
async function keepAnswer(name, request, response) {
  try {
    const cache = await caches.open(name);
    await cache.put(request, response);
    const keys = await cache.keys();
    if (name === "pages" && keys.length > PAGES_KEPT) await cache.delete(keys[0]);
  } catch {
    return;
  }
}

// A page written for somebody who is signed in is not kept: another may use the browser next.
const isPersonal = (response) => /no-store|private/.test(response.headers.get("Cache-Control") ?? "");

// What is kept answers at once without a connection, and after a while when the network is slow. A page
// that is not kept is waited for as long as it takes: slow is not the same as gone.
async function networkFirst(event, fallback) {
  const answer = fetch(event.request).then((response) => {
    if (response.ok && !response.redirected && !isPersonal(response)) event.waitUntil(keepAnswer("pages", event.request, response.clone()));
    return response;
  });
  const kept = await caches.match(event.request, { ignoreVary: true });
  if (!kept) return answer.catch(fallback);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  return Promise.race([answer.catch(() => kept), late]);
}

const languageOf = (path) => /^\/(en|de)\//.exec(path)?.[1] ?? "{{ default_language }}";

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    const offline = async () => (await caches.match(OFFLINE_PAGES[languageOf(url.pathname)])) ?? Response.error();
    const isOpen = OPEN_PAGE.test(url.pathname);
    event.respondWith(isOpen ? networkFirst(event, offline) : fetch(request).catch(offline));
  } else if (OPEN_DATA.test(url.pathname)) {
    event.respondWith(networkFirst(event, (error) => Promise.reject(error)));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(
      caches.match(request).then((kept) => kept ?? fetch(request).then((response) => {
        if (response.ok) event.waitUntil(keepAnswer(`shell-${VERSION}`, request, response.clone()));
        return response;
      })),
    );
  }
});
