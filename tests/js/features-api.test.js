// Reading the API: pages in order, one more try, and never away from our own address.
import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError, fetchFeatures, nextUrl, readPage } from "../../static/js/map/features-api.js";

const ITEMS = "http://localhost:8221/api/collections/services/items";
const answer = (body, status = 200) => ({ ok: status < 400, status, json: async () => body });

function fetcherOf(...answers) {
  const asked = [];
  const fetcher = async (url) => {
    asked.push(url);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return { fetcher, asked };
}

async function readAll(fetcher) {
  const pages = [];
  for await (const page of fetchFeatures(ITEMS, "lang=sv", fetcher)) pages.push(page);
  return pages;
}

test("pages_are_read_until_there_is_no_next", async () => {
  const { fetcher, asked } = fetcherOf(
    answer({ features: [1, 2], numberMatched: 3, links: [{ rel: "next", href: `${ITEMS}?after=2` }] }),
    answer({ features: [3], numberMatched: 3, links: [] }),
  );
  const pages = await readAll(fetcher);
  assert.deepEqual(pages.map((page) => page.progress), [{ read: 2, total: 3 }, { read: 3, total: 3 }]);
  assert.deepEqual(asked, [`${ITEMS}?f=json&limit=1000&lang=sv`, `${ITEMS}?after=2`]);
});

test("a_next_link_to_another_path_is_not_followed", () => {
  const page = (href) => ({ links: [{ rel: "next", href }] });
  assert.equal(nextUrl(page("https://elsewhere.example/x"), ITEMS), null);
  assert.equal(nextUrl(page("http://127.0.0.1:8221/api/collections/services/items?after=9"), ITEMS), `${ITEMS}?after=9`);
  assert.equal(nextUrl({}, ITEMS), null);
});

test("a_server_fault_is_tried_once_more", async () => {
  const { fetcher, asked } = fetcherOf(answer({}, 503), answer({ features: [] }));
  assert.deepEqual(await readPage(ITEMS, fetcher), { features: [] });
  assert.equal(asked.length, 2);
});

test("a_broken_line_is_tried_once_more_and_then_said", async () => {
  const { fetcher, asked } = fetcherOf(new TypeError("down"), new TypeError("down"));
  await assert.rejects(readPage(ITEMS, fetcher), TypeError);
  assert.equal(asked.length, 2);
});

test("an_answer_of_not_found_is_not_asked_again", async () => {
  const { fetcher, asked } = fetcherOf(answer({}, 404));
  await assert.rejects(readPage(ITEMS, fetcher), ApiError);
  assert.equal(asked.length, 1);
});

test("an_answer_without_features_is_an_error_not_an_empty_map", async () => {
  const { fetcher } = fetcherOf(answer({ title: "Bad request" }));
  await assert.rejects(readAll(fetcher), ApiError);
});

test("names_are_asked_for_in_the_language_of_the_page", async () => {
  const sent = [];
  const fetcher = async (url, options) => (sent.push(options.headers["Accept-Language"]), answer({ features: [] }));
  await readPage(ITEMS, fetcher);
  globalThis.document = { documentElement: { lang: "de" } };
  await readPage(ITEMS, fetcher).finally(() => delete globalThis.document);
  assert.deepEqual(sent, [undefined, "de"]);
});
