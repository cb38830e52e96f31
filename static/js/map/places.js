// Features as the map needs them: one flat, small record per place. Pure, so it runs in the worker and in Node.

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
  };
}

/** Whether a place stays under the reader's filters. Categories narrow services only, a standard the classes. */
export function isWanted(place, state) {
  if (!state.layers.includes(place.layer)) return false;
  if (place.layer === "gaps") return !state.standard || place.standard === state.standard;
  if (place.layer !== "services") return true;
  return !state.categories.length || place.categories.some((slug) => state.categories.includes(slug));
}

/** Shown and total for each layer, and for each category among the services. */
export function counts(places, state) {
  const layers = {};
  const categories = {};
  let shown = 0;
  for (const place of places) {
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
  return { shown, total: places.length, layers, categories };
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
