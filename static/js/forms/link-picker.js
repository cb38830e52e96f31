// The map of "tie to the map": dots mirror the list; a press elsewhere sets a point of one's own.
import { drawGround, groundOf } from "../map/ground.js";

const START = [59.0, 16.6];
const START_ZOOM = 11;
const DECIMALS = 6;

class LinkPicker extends HTMLElement {
  connectedCallback() {
    const frame = this.querySelector("[data-map]");
    frame.hidden = false;
    for (const help of this.querySelectorAll("[data-map-help]")) help.hidden = false;
    this.fields = { lat: this.querySelector("[name=lat]"), lon: this.querySelector("[name=lon]"), name: this.querySelector("[name=point_name]") };
    this.map = L.map(frame, { attributionControl: false }).setView(START, START_ZOOM);
    drawGround(this.map, { ...groundOf(this), hasLinks: false });
    this.dots = new Map();
    for (const thing of JSON.parse(this.querySelector("[data-things]").textContent)) this.#draw(thing);
    const bounds = L.latLngBounds([...this.dots.values()].map((dot) => dot.getLatLng()));
    if (bounds.isValid()) this.map.fitBounds(bounds.pad(0.1), { animate: false, maxZoom: 14 });
    this.map.on("click", (event) => this.#setPoint(event.latlng));
    this.addEventListener("change", (event) => event.target.name === "target" && this.#mark());
    for (const field of [this.fields.lat, this.fields.lon]) field.addEventListener("change", () => this.#readPoint());
    this.#readPoint();
    this.#mark();
  }

  #draw({ key, name, at }) {
    if (!at) return;
    const icon = L.divIcon({ className: "link-dot", iconSize: [28, 28] });
    const dot = L.marker([at[1], at[0]], { icon, title: name, alt: name, keyboard: true });
    dot.on("click", () => this.#choose(key));
    dot.addTo(this.map);
    this.dots.set(key, dot);
  }

  #choose(key) {
    const radio = this.querySelector(`[name=target][value="${CSS.escape(key)}"]`);
    if (!radio) return;
    radio.checked = true;
    this.#forgetPoint();
    radio.scrollIntoView({ block: "nearest" });
    this.#mark();
  }

  #forgetPoint() {
    this.pin?.remove();
    this.pin = null;
    for (const field of Object.values(this.fields)) field.value = "";
  }

  #setPoint(at) {
    this.fields.lat.value = at.lat.toFixed(DECIMALS);
    this.fields.lon.value = at.lng.toFixed(DECIMALS);
    this.querySelector("[data-own-point]").checked = true;
    this.#readPoint();
    this.#mark();
    this.fields.name.focus();
  }

  #readPoint() {
    const at = [Number(this.fields.lat.value), Number(this.fields.lon.value)];
    if (!this.fields.lat.value || !this.fields.lon.value || !at.every(Number.isFinite)) return;
    this.pin ??= L.marker(at, { icon: L.divIcon({ className: "picker-pin", iconSize: [44, 44], iconAnchor: [22, 36] }) }).addTo(this.map);
    this.pin.setLatLng(at);
  }

  #mark() {
    const chosen = this.querySelector("[name=target]:checked")?.value;
    for (const [key, dot] of this.dots) dot.getElement()?.classList.toggle("is-chosen", key === chosen);
  }
}

customElements.define("link-picker", LinkPicker);
