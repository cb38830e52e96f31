// The area of a consultation: drawn corner by corner in the form, shown on the consultation's page.
import { drawGround, groundOf } from "../map/ground.js";

const START = [59.0, 16.6];
const START_ZOOM = 10;
const DECIMALS = 6;
const FEWEST_CORNERS = 3;

class AreaMap extends HTMLElement {
  connectedCallback() {
    const frame = this.querySelector("[data-map]");
    frame.hidden = false;
    this.map = L.map(frame, { attributionControl: false, scrollWheelZoom: false }).setView(START, START_ZOOM);
    drawGround(this.map, { ...groundOf(this), hasLinks: false });
    this.drawn = L.layerGroup().addTo(this.map);
    this.field = this.querySelector("textarea");
    if (this.field) this.#letDraw();
    else this.#show(JSON.parse(this.querySelector("[data-outline]").textContent));
  }

  #letDraw() {
    for (const help of this.querySelectorAll("[data-map-help]")) help.hidden = false;
    this.corners = [];
    this.map.on("click", ({ latlng }) => this.#set([...this.corners, [round(latlng.lng), round(latlng.lat)]]));
    this.querySelector("[data-back]").addEventListener("click", () => this.#set(this.corners.slice(0, -1)));
    this.querySelector("[data-clear]").addEventListener("click", () => this.#set([]));
    this.field.addEventListener("change", () => this.#read());
    this.#read();
  }

  #set(corners) {
    this.corners = corners;
    const ring = [...corners, corners[0]];
    const isArea = corners.length >= FEWEST_CORNERS;
    this.field.value = isArea ? JSON.stringify({ type: "Polygon", coordinates: [ring] }) : "";
    this.drawn.clearLayers();
    for (const [lng, lat] of corners) L.circleMarker([lat, lng], { radius: 6, className: "home-footprint", interactive: false }).addTo(this.drawn);
    if (isArea) this.#draw({ type: "Polygon", coordinates: [ring] });
  }

  // What was pasted, or comes back from the server with an error elsewhere in the form.
  #read() {
    const shape = parsed(this.field.value);
    this.drawn.clearLayers();
    this.corners = shape?.type === "Polygon" && shape.coordinates.length === 1 ? shape.coordinates[0].slice(0, -1) : [];
    if (shape) this.#show(shape);
  }

  #draw(shape) {
    return L.geoJSON(shape, { interactive: false, style: { className: "home-footprint" } }).addTo(this.drawn);
  }

  #show(shape) {
    const bounds = this.#draw(shape).getBounds();
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.3), { animate: false, maxZoom: 14 });
  }
}

function round(degrees) {
  return Number(degrees.toFixed(DECIMALS));
}

function parsed(text) {
  try {
    const shape = JSON.parse(text);
    L.geoJSON(shape);
    return shape;
  } catch {
    return null; // the server says what is wrong with it
  }
}

customElements.define("area-map", AreaMap);
