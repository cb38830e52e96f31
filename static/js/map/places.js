// Features as the map needs them: one flat, small record per place. Pure, so it runs in the worker and in Node.
import { metresBetween } from "./distance.js";

const GAP_CLASSES = ["met", "gap", "possible_gap", "not_assessed", "too_close"];
const classOf = (verdict) => (verdict === "too_close_to_call" ? "too_close" : GAP_CLASSES.find((one) => one === verdict));

/** The middle of whatever geometry stands there: a point itself, otherwise the centre of its extent. */
export function middleOf(geometry) {
  if (!geometry?.coordinates?.length) return null;
  if (geometry.type === "Point") return geometry.coordinates;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      west = Math.min(west, part[0]);
      east = Math.max(east, part[0]);
      south = Math.min(south, part[1]);
      north = Math.max(north, part[1]);
    } else part.forEach(walk);
  };
  walk(geometry.coordinates);
  return Number.isFinite(west) ? [(west + east) / 2, (south + north) / 2] : null;
}

const MIDDLE_M = 100;

/** The village whose middle a point is, as when it was chosen by search; `isPlaced` says whether that middle is known well. */
export function villageAt(point, features) {
  const villages = features
    .filter((feature) => feature.geometry?.type === "Point")
    .map(({ geometry: { coordinates: [lon, lat] }, properties: { name, precision } }) => ({
      name,
      isPlaced: precision === "exact",
      metres: metresBetween(point, { lon, lat }),
    }));
  villages.sort((a, b) => a.metres - b.metres);
  return villages[0]?.metres <= MIDDLE_M ? villages[0] : null;
}

/** A GeoJSON feature of one of our collections as a place, or null when it has no position. */
export function placeOf(layer, feature) {
  const middle = middleOf(feature.geometry);
  if (!middle || !middle.slice(0, 2).every(Number.isFinite)) return null;
  const p = feature.properties ?? {};
  const categories = p.categories ?? (p.category ? [p.category] : []);
  return {
    id: `${layer}.${feature.id ?? p.id ?? p.slug}`,
    layer,
    lon: middle[0],
    lat: middle[1],
    name: String(p.name ?? p.title ?? "").trim(),
    categories,
    kind: p.category_name ?? p.kind_name ?? p.kind ?? "",
    icon: p.icon ?? "",
    url: p.url ?? "",
    locality: p.locality ?? "",
    precision: p.precision ?? "exact",
    isUnconfirmed: Boolean(p.is_unconfirmed),
    isExample: Boolean(p.is_example),
    gapClass: classOf(p.gap_class ?? p.verdict) ?? "",
    standard: p.standard ?? "",
    residents: p.residents ?? p.population ?? null,
    says: p.summary ?? p.status_name ?? "",
    forms: p.forms ?? [],
    isStepFree: p.wheelchair === "yes",
    isDelivered: p.delivery === "yes",
    folded: "",
  };
}

const FORMS = { staffed: ["staffed", "hybrid", "agent"], selfservice: ["self_service", "hybrid"] };

/** Fold case and accents as the server does, so that a word finds the same places in both. */
export function fold(text) {
  const plain = text.toLowerCase().replace(/ø/g, "o").replace(/æ/g, "ae").replace(/đ/g, "d").replace(/ł/g, "l").replace(/ß/g, "ss");
  return plain.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function hasWords(place, words) {
  place.folded ||= fold(`${place.name} ${place.kind} ${place.locality}`);
  return words.every((word) => place.folded.includes(word));
}

/** What is known of a place's hours: the best of the chosen categories; what is not known is unknown. */
export function openingOf(place, states, categories = []) {
  const key = place.id.slice(place.id.indexOf(".") + 1);
  if (place.layer === "businesses") return states.businesses[key] ?? "unknown";
  if (place.layer !== "services") return "";
  const known = states.services[key] ?? {};
  const asked = place.categories.filter((slug) => !categories.length || categories.includes(slug));
  const found = asked.map((slug) => known[slug] ?? "unknown");
  return ["open", "by_arrangement", "unknown", "closed"].find((one) => found.includes(one)) ?? "unknown";
}

function hasTraits(place, traits) {
  if (traits.includes("stepfree") && !place.isStepFree && place.layer in PLACES) return false;
  if (traits.includes("delivered") && !place.isDelivered && place.layer in PLACES) return false;
  if (place.layer !== "services") return true;
  const asked = traits.flatMap((name) => FORMS[name] ?? []);
  return !asked.length || place.forms.some((form) => asked.includes(form));
}

const PLACES = { services: true, businesses: true, attractions: true };

/** Whether a place stays under the reader's filters. Categories narrow services only, a standard the classes. */
export function isWanted(place, state) {
  if (!state.layers.includes(place.layer)) return false;
  if (place.layer === "gaps") return !state.standard || place.standard === state.standard;
  if (!hasTraits(place, state.traits) || place.opening === "closed") return false;
  if (state.words && !hasWords(place, fold(state.words).split(" "))) return false;
  if (place.layer !== "services") return true;
  return !state.categories.length || place.categories.some((slug) => state.categories.includes(slug));
}

/** Shown and total for each layer, and for each category among the services. */
export function counts(places, state) {
  const layers = {};
  const categories = {};
  const openings = {};
  let shown = 0;
  for (const place of places) {
    if (place.opening && isWanted({ ...place, opening: "" }, state)) openings[place.opening] = (openings[place.opening] ?? 0) + 1;
    const layer = (layers[place.layer] ??= { shown: 0, total: 0 });
    layer.total += 1;
    if (isWanted(place, state)) {
      layer.shown += 1;
      shown += 1;
    }
    if (place.layer === "services") {
      for (const slug of place.categories) categories[slug] = (categories[slug] ?? 0) + 1;
    }
  }
  return { shown, total: places.length, layers, categories, openings };
}

export const isInside = (place, [west, south, east, north]) =>
  place.lon >= west && place.lon <= east && place.lat >= south && place.lat <= north;

/** The places of the list: inside the map's view, nearest to `from` first, else by name. */
export function listed(places, { bbox, from, limit, distance, collator }) {
  const inside = bbox ? places.filter((place) => isInside(place, bbox)) : places;
  const rows = inside.map((place) => ({ ...place, metres: from ? distance(from, place) : null }));
  rows.sort(from ? (a, b) => a.metres - b.metres : (a, b) => collator.compare(a.name, b.name));
  return { rows: rows.slice(0, limit), found: rows.length };
}
