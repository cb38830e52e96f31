// Reads our own OGC API page by page, patiently: slow answers are cut off, a failing page is tried once more.

const PAGE_SIZE = 1000;
const MOST_PAGES = 60;
const PATIENCE_MS = 20_000;

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

async function readOnce(url, fetcher) {
  // Names and addresses come in the page's language, which need not be the browser's.
  const language = globalThis.document?.documentElement.lang;
  const response = await fetcher(url, {
    headers: { Accept: "application/geo+json, application/json", ...(language && { "Accept-Language": language }) },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (!response.ok) throw new ApiError(response.status, `${response.status} from ${url}`);
  return response.json();
}

/** One page; a network fault or a 5xx is tried a second time, a 4xx is an answer and is not. */
export async function readPage(url, fetcher = fetch) {
  try {
    return await readOnce(url, fetcher);
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) throw error;
    return readOnce(url, fetcher);
  }
}

/** The `next` link, only when it stays on our own address. */
export function nextUrl(page, base) {
  const link = page.links?.find((candidate) => candidate.rel === "next");
  if (!link) return null;
  const url = new URL(link.href, base);
  const own = new URL(base);
  // The portal may know itself by another name (localhost, 127.0.0.1, a proxy): only the path is followed.
  return url.pathname === own.pathname ? `${own.origin}${url.pathname}${url.search}` : null;
}

/** Yield the pages of a collection, each with how far the reading has come. */
export async function* fetchFeatures(itemsUrl, query = "", fetcher = fetch) {
  let url = `${itemsUrl}?f=json&limit=${PAGE_SIZE}${query ? `&${query}` : ""}`;
  let read = 0;
  for (let count = 0; url && count < MOST_PAGES; count += 1) {
    const page = await readPage(url, fetcher);
    if (!Array.isArray(page.features)) throw new ApiError(200, `No features from ${url}`);
    read += page.features.length;
    yield { features: page.features, progress: { read, total: page.numberMatched ?? null } };
    url = nextUrl(page, url);
  }
}
