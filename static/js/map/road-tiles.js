// Imported roads as part of our own ground: vector tiles, drawn on a canvas each, in the theme's colours.
import { VectorTile } from "../../vendor/vector-tile.js";
import Pbf from "../../vendor/pbf.js";

const LEAST_ZOOM = 5;
const MOST_DETAIL = 14; // Beyond it a tile is drawn larger, not fetched anew.
const PATIENCE_MS = 15_000;
// Width on the screen by functional class, 0 the greatest; closer in they grow.
const WIDTHS = [3.2, 3, 2.6, 2.2, 1.8, 1.5, 1.2, 1, 1, 0.8];

export const widthOf = (roadClass, zoom) => (WIDTHS[roadClass] ?? 1) * Math.min(2, Math.max(0.6, 1 + (zoom - 11) * 0.2));

/** Put the lines of a tile on its canvas, the small roads under the great ones. */
export function drawRoads(context, tile, { size, zoom, colour }) {
  const layer = tile.layers.roads;
  if (!layer) return;
  const scale = size / layer.extent;
  const features = Array.from({ length: layer.length }, (_, number) => layer.feature(number));
  features.sort((a, b) => (b.properties.road_class ?? 9) - (a.properties.road_class ?? 9));
  Object.assign(context, { strokeStyle: colour, lineCap: "round", lineJoin: "round" });
  for (const feature of features) {
    context.beginPath();
    for (const line of feature.loadGeometry()) {
      line.forEach(({ x, y }, at) => context[at ? "lineTo" : "moveTo"](x * scale, y * scale));
    }
    context.lineWidth = widthOf(feature.properties.road_class, zoom);
    context.setLineDash(feature.properties.is_ferry ? [5, 5] : []);
    context.stroke();
  }
}

/** A tile, or null where nothing lies. */
async function fetchTile(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${response.status} from ${url}`);
  return response.status === 204 ? null : new VectorTile(new Pbf(await response.arrayBuffer()));
}

/** Draw the roads under the map's marks, and name whose they are; drawn anew when the theme changes. */
export function addRoads(map, { url, attribution, onDown }) {
  const Tiles = L.GridLayer.extend({
    createTile(coords, done) {
      const canvas = document.createElement("canvas");
      const size = this.getTileSize();
      const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
      canvas.width = size.x * ratio;
      canvas.height = size.y * ratio;
      fetchTile(L.Util.template(url, { z: coords.z, x: coords.x, y: coords.y }))
        .then((tile) => {
          const context = canvas.getContext("2d");
          context.scale(ratio, ratio);
          const colour = getComputedStyle(document.documentElement).getPropertyValue("--map-road").trim();
          if (tile) drawRoads(context, tile, { size: size.x, zoom: coords.z, colour });
          done(null, canvas);
        })
        .catch((error) => done(error, canvas));
      return canvas;
    },
  });
  const options = { minZoom: LEAST_ZOOM, maxNativeZoom: MOST_DETAIL, maxZoom: 22, pane: "roads", className: "ground-roads", keepBuffer: 1 };
  const layer = new Tiles({ ...options, attribution: credit(attribution) }).once("tileerror", onDown).addTo(map);
  document.addEventListener("theme-changed", () => layer.redraw());
  return layer;
}

/** Leaflet sets an attribution as markup; a dataset's name is text. */
function credit(text) {
  const node = document.createElement("span");
  node.textContent = text;
  return node.innerHTML;
}
