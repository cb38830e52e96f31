// The map's whole state as an address and back. Pure: strings in, plain objects out.
//
// Filters stand in the query, which the server reads too, so that a page without scripts shows the same list.
// Position, choice and "if I lived here" stand in the hash, which is never sent to a server or written to a log.

export const LAYERS = ["services", "attractions", "businesses", "housing", "goals", "gaps"];
export const DEFAULT_LAYERS = ["services", "attractions", "businesses", "housing"];

/** What a place must be known to be, as yes or no in the address. */
export const TRAITS = ["staffed", "selfservice", "stepfree", "delivered"];
const LONGEST_WORDS = 100;
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

const SLUG = /^[a-z0-9][a-z0-9_-]{0,59}$/;
const PICK = /^[a-z]{1,20}\.[\w.-]{1,90}$/;

const degrees = (text) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : NaN);
const isOnEarth = (lon, lat) => Math.abs(lon) <= 180 && Math.abs(lat) <= 85;

/** `zoom/lat/lon`, as map addresses are commonly written; nonsense is null, never an error. */
function viewFrom(text) {
  const parts = (text ?? "").split("/").map(degrees);
  if (parts.length !== 3 || parts.some(Number.isNaN)) return null;
  const [zoom, lat, lon] = parts;
  return isOnEarth(lon, lat) && zoom >= 0 && zoom <= 22 ? { zoom, lat, lon } : null;
}

function pointFrom(text) {
  const parts = (text ?? "").split(",").map(degrees);
  if (parts.length !== 2 || parts.some(Number.isNaN) || !isOnEarth(...parts)) return null;
  return { lon: parts[0], lat: parts[1] };
}

/** `now`, or a local time; what is no time is any time. */
export function momentFrom(text) {
  if (text === "now") return text;
  return MOMENT.test(text ?? "") && !Number.isNaN(Date.parse(text)) ? text : "";
}

/** Read an address. Unknown names and bad values are left out, so an old or broken link still opens the map. */
export function parse(search, hash) {
  const query = new URLSearchParams(search);
  const place = new URLSearchParams(String(hash).replace(/^#/, ""));
  const layers = query.getAll("layer").filter((name) => LAYERS.includes(name));
  const pick = place.get("pick") ?? "";
  return {
    layers: layers.length || query.get("layer") === "none" ? [...new Set(layers)] : [...DEFAULT_LAYERS],
    categories: [...new Set(query.getAll("category").filter((slug) => SLUG.test(slug)))],
    standard: SLUG.test(query.get("standard") ?? "") ? query.get("standard") : "",
    open: momentFrom(query.get("open") === "at" ? query.get("at") : query.get("open")),
    traits: TRAITS.filter((name) => query.get(name) === "1"),
    words: (query.get("q") ?? "").trim().slice(0, LONGEST_WORDS),
    view: viewFrom(place.get("map")),
    pick: PICK.test(pick) ? pick : "",
    home: pointFrom(place.get("home")),
    showsMap: place.get("show") === "map",
    ground: (place.get("ground") ?? "").split(",").filter((slug) => SLUG.test(slug)).slice(0, 12),
  };
}

const sameSet = (a, b) => a.length === b.length && a.every((value) => b.includes(value));

/** Whether a hash leads to a part of the page, such as a skip link's, and says nothing of the map. */
export function isAnchor(hash) {
  return /^#[\w-]+$/.test(hash);
}

/** The query of a state, `""` when nothing differs from the default. Order is fixed, so equal states share an address. */
export function searchOf(state) {
  const query = new URLSearchParams();
  if (!sameSet(state.layers, DEFAULT_LAYERS)) {
    const shown = LAYERS.filter((name) => state.layers.includes(name));
    for (const name of shown.length ? shown : ["none"]) query.append("layer", name);
  }
  for (const slug of [...state.categories].sort()) query.append("category", slug);
  if (state.standard && state.layers.includes("gaps")) query.set("standard", state.standard);
  if (state.open) query.set("open", state.open);
  for (const name of TRAITS) if (state.traits.includes(name)) query.set(name, "1");
  if (state.words) query.set("q", state.words);
  const text = query.toString();
  return text ? `?${text}` : "";
}

/** The hash of a state; a position is rounded to about a metre. */
export function hashOf(state) {
  const parts = [];
  if (state.view) {
    const { zoom, lat, lon } = state.view;
    parts.push(`map=${zoom}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  if (state.pick) parts.push(`pick=${state.pick}`);
  if (state.home) parts.push(`home=${state.home.lon.toFixed(5)},${state.home.lat.toFixed(5)}`);
  if (state.showsMap) parts.push("show=map");
  if (state.ground?.length) parts.push(`ground=${state.ground.join(",")}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

/** Whether two states differ in what a reader chose, so that the back button should know the step. */
export function isNewStep(before, after) {
  return (
    searchOf(before) !== searchOf(after) ||
    before.pick !== after.pick ||
    before.showsMap !== after.showsMap ||
    hashOf({ home: before.home, ground: before.ground }) !== hashOf({ home: after.home, ground: after.ground })
  );
}
