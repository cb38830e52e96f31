// The map's own background: boundaries, roads and names from the database; an operator's tiles when set.
import { readPage } from "./features-api.js";
import { placeNames } from "./name-places.js";

const NAME_FROM_ZOOM = [
  [3000, 0],
  [500, 9],
  [0, 10],
];

const isHome = (feature) => Boolean(feature.properties?.is_home);

// Between the land and what stands on it: imported roads first, then the route.
const PANES = { roads: 410, routes: 420 };

function boundaries(page) {
  const home = L.geoJSON(page, { filter: isHome, style: { className: "ground-home" }, interactive: false });
  const others = L.geoJSON(page, { filter: (f) => !isHome(f), style: { className: "ground-neighbour", fill: false }, interactive: false });
  return { home, others };
}

function routeLines(page) {
  const style = (className) => (feature) => ({
    className: feature.properties?.is_schematic ? `${className} ${className}--schematic` : className,
    fill: false,
  });
  const isLine = (feature) => feature.geometry && feature.geometry.type.endsWith("LineString");
  return L.layerGroup([
    L.geoJSON(page, { filter: isLine, style: style("route-casing"), interactive: false, pane: "routes" }),
    L.geoJSON(page, { filter: isLine, style: style("route-line"), interactive: false, pane: "routes" }),
  ]);
}

/** Names of villages and towns as words on the ground, clear of the marks; each leads to its page where one may leave. */
export class Names {
  constructor(map, features, { hasLinks }) {
    this.map = map;
    this.hasLinks = hasLinks;
    this.group = L.layerGroup().addTo(map);
    this.names = features.filter((feature) => feature.geometry?.type === "Point").map((feature) => this.#name(feature));
    this.names.sort((one, other) => other.people - one.people);
    map.on("zoomend", () => this.draw());
    this.draw();
  }

  draw() {
    const zoom = this.map.getZoom();
    for (const { marker, fromZoom } of this.names) {
      if (zoom >= fromZoom) this.group.addLayer(marker);
      else this.group.removeLayer(marker);
    }
    this.place();
  }

  /** Move the names out of the way of the marks; without any, they stand under their villages. */
  place(marks = this.marks ?? []) {
    this.marks = marks;
    const view = this.map.getBounds().pad(0.1);
    const shown = this.names.filter(({ marker }) => this.group.hasLayer(marker) && view.contains(marker.getLatLng()));
    const asked = shown.map((name) => ({ id: name, width: this.#width(name), ...this.#point(name) }));
    for (const [{ word }, spot] of placeNames(asked, marks)) {
      word.hidden = spot === null;
      if (spot) word.style.transform = `translate(calc(-50% + ${spot.x}px), calc(-50% + ${spot.y}px))`;
    }
  }

  #point({ marker }) {
    const { x, y } = this.map.latLngToLayerPoint(marker.getLatLng());
    return { x, y };
  }

  /** How wide a word is drawn, measured once without asking the page to lay itself out. */
  #width(name) {
    if (!name.width) {
      this.pen ??= document.createElement("canvas").getContext("2d");
      this.pen.font = `${name.isTown ? "700 17px" : "600 14px"} ${getComputedStyle(document.body).fontFamily}`;
      name.width = this.pen.measureText(name.word.textContent).width;
    }
    return name.width;
  }

  #name(feature) {
    const { name, residents, population } = feature.properties;
    const url = this.hasLinks ? feature.properties.url : "";
    const people = residents ?? population ?? 0;
    const [lon, lat] = feature.geometry.coordinates;
    const word = document.createElement(url ? "a" : "span");
    word.textContent = name;
    word.dir = "auto";
    if (url) word.href = url;
    const isTown = people >= 3000;
    const icon = L.divIcon({ html: word, className: isTown ? "map-name map-name--town" : "map-name", iconSize: [0, 0] });
    const marker = L.marker([lat, lon], { icon, keyboard: false, interactive: false, zIndexOffset: -1000 });
    const fromZoom = NAME_FROM_ZOOM.find(([least]) => people >= least)[1];
    return { marker, word, people, isTown, fromZoom };
  }
}

/** What a map's background is drawn from, as the template tag `ground` wrote it on the map's element. */
export function groundOf({ dataset: { api, roads, roadsCredit } }) {
  return { api, roads: roadsCredit ? { url: roads, attribution: roadsCredit } : null };
}

/** Whoever's roads are drawn is named, also on maps that name nobody else. */
function nameSources(map) {
  if (!map.attributionControl) map.attributionControl = L.control.attribution().addTo(map);
  map.attributionControl.setPrefix("");
}

/** Let the page answer a touch, and paint, before the next part. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

/**
 * Draw what the ground is made of. Each part stands alone: one that fails leaves the others. Names lead to their
 * villages, except on a map that is part of a form (`hasLinks: false`): a press there sets a point.
 */
export async function drawGround(map, { api, roads = null, hasLinks = true, onDown = () => {} }) {
  for (const [name, level] of Object.entries(PANES)) {
    map.createPane(name).style.zIndex = level;
    map.getPane(name).style.pointerEvents = "none";
  }
  if (roads) nameSources(map);
  if (roads) import("./road-tiles.js").then(({ addRoads }) => addRoads(map, { ...roads, onDown })).catch(onDown);
  const read = (name) => readPage(`${api}/${name}/items?f=json&limit=1000`);
  const [areas, routes, localities] = await Promise.allSettled([read("boundaries"), read("routes"), read("localities")]);
  let extent = null;
  if (areas.status === "fulfilled") {
    const { home, others } = boundaries(areas.value);
    others.addTo(map);
    home.addTo(map).bringToBack();
    if (home.getLayers().length) extent = home.getBounds();
    await breath();
  }
  if (routes.status === "fulfilled") routeLines(routes.value).addTo(map);
  const names = localities.status === "fulfilled" ? new Names(map, localities.value.features, { hasLinks }) : null;
  const failed = [areas, routes, localities].filter((part) => part.status === "rejected");
  return { extent, names, isComplete: failed.length === 0 };
}
