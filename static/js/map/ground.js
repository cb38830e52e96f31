// The map's own background: boundaries, roads and names from the database; an operator's tiles when set.
import { readPage } from "./features-api.js";

const NAME_FROM_ZOOM = [
  [3000, 0],
  [500, 9],
  [0, 10],
];

const isHome = (feature) => Boolean(feature.properties?.is_home);

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
    L.geoJSON(page, { filter: isLine, style: style("route-casing"), interactive: false }),
    L.geoJSON(page, { filter: isLine, style: style("route-line"), interactive: false }),
  ]);
}

/** Names of villages and towns as words on the ground; each leads to its page. */
export class Names {
  constructor(map, features) {
    this.map = map;
    this.group = L.layerGroup().addTo(map);
    this.names = features.filter((feature) => feature.geometry?.type === "Point").map((feature) => this.#name(feature));
    map.on("zoomend", () => this.draw());
    this.draw();
  }

  draw() {
    const zoom = this.map.getZoom();
    for (const { marker, fromZoom } of this.names) {
      if (zoom >= fromZoom) this.group.addLayer(marker);
      else this.group.removeLayer(marker);
    }
  }

  #name(feature) {
    const { name, residents, population, url } = feature.properties;
    const people = residents ?? population ?? 0;
    const [lon, lat] = feature.geometry.coordinates;
    const word = document.createElement(url ? "a" : "span");
    word.textContent = name;
    word.dir = "auto";
    if (url) word.href = url;
    const className = people >= 3000 ? "map-name map-name--town" : "map-name";
    const icon = L.divIcon({ html: word, className, iconSize: [0, 0] });
    const marker = L.marker([lat, lon], { icon, keyboard: false, interactive: false, zIndexOffset: -1000 });
    const fromZoom = NAME_FROM_ZOOM.find(([least]) => people >= least)[1];
    return { marker, fromZoom };
  }
}

/** Draw what the ground is made of. Each part stands alone: one that fails leaves the others. */
export async function drawGround(map, { api }) {
  const read = (name) => readPage(`${api}/${name}/items?f=json&limit=1000`);
  const [areas, routes, localities] = await Promise.allSettled([read("boundaries"), read("routes"), read("localities")]);
  let extent = null;
  if (areas.status === "fulfilled") {
    const { home, others } = boundaries(areas.value);
    others.addTo(map);
    home.addTo(map).bringToBack();
    if (home.getLayers().length) extent = home.getBounds();
  }
  if (routes.status === "fulfilled") routeLines(routes.value).addTo(map);
  if (localities.status === "fulfilled") new Names(map, localities.value.features);
  const failed = [areas, routes, localities].filter((part) => part.status === "rejected");
  return { extent, isComplete: failed.length === 0 };
}
