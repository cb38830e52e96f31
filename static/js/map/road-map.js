// <road-map>: the drawn road becomes a map that can be moved, in step with the list and the strip.
// Without scripts, or when something fails, the drawing the server made stays.
import { gettext } from "../i18n.js";
import { readPage } from "./features-api.js";
import { drawGround, groundOf } from "./ground.js";
import { loadLeaflet } from "./load-leaflet.js";
import { drawIcon } from "./marks.js";

const DOT_PX = 28;
const CLOSEST_ZOOM = 14;

const keysOf = (node) => (node.dataset.stop ?? node.dataset.stops ?? "").split(" ").filter(Boolean);

class RoadMap extends HTMLElement {
  connectedCallback() {
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      this.#start().catch(() => this.#giveUp());
    });
    seen.observe(this);
  }

  async #start() {
    const [page] = await Promise.all([readPage(this.dataset.question), loadLeaflet(this.dataset)]);
    this.frame = this.querySelector("[data-map]");
    this.frame.hidden = false;
    this.querySelector("[data-drawing]").hidden = true;
    this.map = L.map(this.frame, { zoomControl: false, attributionControl: false, scrollWheelZoom: false, maxZoom: 17, zoomSnap: 0.5 });
    L.control.zoom({ position: "topright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    this.#draw(page.features);
    drawGround(this.map, groundOf(this)).then(() => {
      this.lines.eachLayer((line) => line.bringToFront());
      this.dataset.state = "ready";
    });
    this.#follow();
  }

  #giveUp() {
    this.querySelector("[data-map]").hidden = true;
    this.querySelector("[data-drawing]").hidden = false;
    this.dataset.state = "failed";
  }

  #draw(features) {
    const of = (kind) => features.filter((feature) => feature.properties.kind === kind);
    const style = (className) => () => ({ className, fill: false });
    const listed = new Set([...document.querySelectorAll("[data-stop]")].map((node) => node.dataset.stop));
    this.lines = L.layerGroup([
      L.geoJSON(of("missing"), { style: style("road-missing"), interactive: false }),
      L.geoJSON(of("road"), { style: style("road-line"), interactive: false }),
    ]).addTo(this.map);
    this.map.fitBounds(L.geoJSON(of("road")).getBounds().pad(0.1), { animate: false });
    // The list is filtered by the address: the map shows the same.
    this.dots = new Map();
    for (const { geometry, properties } of of("stop")) {
      if (!listed.has(properties.key)) continue;
      const [lon, lat] = geometry.coordinates;
      const html = drawIcon(this.dataset.sprite, properties.icon);
      const icon = L.divIcon({ html, className: "marker marker--services road-dot", iconSize: [DOT_PX, DOT_PX] });
      const dot = L.marker([lat, lon], { icon, riseOnHover: true });
      const words = `${properties.name}, ${properties.sort}`;
      dot.on("add", () => dot.getElement().setAttribute("aria-label", words));
      dot.on("add", () => dot.getElement().setAttribute("title", words));
      dot.bindPopup(() => this.#popup(properties)).addTo(this.map);
      dot.on("mouseover", () => this.#mark([properties.key]));
      dot.on("mouseout", () => this.#mark([]));
      dot.on("popupopen", () => this.#choose(properties.key));
      dot.on("popupclose", () => this.#choose(null));
      this.dots.set(properties.key, dot);
    }
  }

  #popup({ name, sort, url, key }) {
    const box = document.createElement("div");
    const link = Object.assign(document.createElement("a"), { href: url, textContent: name, className: "popup__name" });
    const what = Object.assign(document.createElement("p"), { textContent: sort });
    const there = Object.assign(document.createElement("a"), { href: `#stopp-${key}`, textContent: gettext("In the list") });
    box.append(link, what, there);
    return box;
  }

  /** Hovering or focusing a stop anywhere marks it everywhere. */
  #follow() {
    const mark = (event) => {
      const node = event.target.closest?.("[data-stop], [data-stops]");
      if (node) this.#mark(keysOf(node));
      else if (this.marked?.length) this.#mark([]);
    };
    document.addEventListener("mouseover", mark);
    document.addEventListener("focusin", mark);
    const show = () => {
      const key = location.hash.startsWith("#stopp-") ? location.hash.slice("#stopp-".length) : "";
      const fold = document.getElementById(`stopp-${key}`)?.closest("details");
      if (fold && !fold.open) {
        fold.open = true;
        document.getElementById(`stopp-${key}`).scrollIntoView();
      }
      const dot = this.dots.get(key);
      if (!dot) return;
      this.map.setView(dot.getLatLng(), Math.max(this.map.getZoom(), CLOSEST_ZOOM), { animate: false });
      this.#choose(key);
    };
    addEventListener("hashchange", show);
    show();
  }

  #choose(key) {
    this.chosen = key;
    this.#mark(this.marked ?? []);
  }

  #mark(keys) {
    this.marked = keys;
    const active = new Set(this.chosen ? [...keys, this.chosen] : keys);
    for (const node of document.querySelectorAll("[data-stop], [data-stops]")) {
      node.classList.toggle("is-active", keysOf(node).some((key) => active.has(key)));
    }
    for (const [key, dot] of this.dots) {
      const isActive = active.has(key);
      if (dot.isMarked === isActive) continue;
      dot.isMarked = isActive;
      dot.getElement()?.classList.toggle("is-active", isActive);
      dot.setZIndexOffset(isActive ? 1000 : 0);
    }
  }
}

customElements.define("road-map", RoadMap);
