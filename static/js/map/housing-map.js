// Planned homes on a small map; each dot leads to its card in the list below.
import { drawGround, groundOf } from "./ground.js";

const START = [59.06, 16.62];
const START_ZOOM = 10;

class HousingMap extends HTMLElement {
  connectedCallback() {
    const frame = this.querySelector("[data-map]");
    frame.hidden = false;
    const map = L.map(frame, { attributionControl: false, scrollWheelZoom: false }).setView(START, START_ZOOM);
    drawGround(map, groundOf(this));
    const projects = JSON.parse(this.querySelector("[data-projects]").textContent);
    const bounds = L.latLngBounds(projects.map((one) => [one.at[1], one.at[0]]));
    for (const one of projects) {
      const className = one.paused ? "link-dot" : "link-dot is-chosen";
      const icon = L.divIcon({ className, iconSize: [28, 28] });
      const dot = L.marker([one.at[1], one.at[0]], { icon, title: one.name, alt: one.name, keyboard: true });
      dot.on("click", () => this.#open(one.key)).addTo(map);
      if (one.footprint) L.geoJSON(one.footprint, { interactive: false, style: { className: "home-footprint" } }).addTo(map);
    }
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { animate: false, maxZoom: 13 });
  }

  #open(key) {
    location.hash = key;
    document.getElementById(key)?.scrollIntoView({ block: "center" });
  }
}

customElements.define("housing-map", HousingMap);
