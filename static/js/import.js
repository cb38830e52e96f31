// An import's live bar, and the map of what it changes.
import { drawGround, groundOf } from "./map/ground.js";

const PAUSE_MS = 1000;
const HOME = [59.06, 16.6];

// Shows of the form only what belongs to the chosen table; without JavaScript all of it stands there.
class ImportForm extends HTMLElement {
  connectedCallback() {
    this.table = this.querySelector("select[name=table]");
    this.table?.addEventListener("change", () => this.show());
    this.show();
  }

  show() {
    for (const part of this.querySelectorAll("[data-for]")) {
      const isAsked = part.dataset.for === this.table?.value;
      part.hidden = !isAsked;
      if (isAsked && part instanceof HTMLDetailsElement) part.open = true;
    }
  }
}

class ImportProgress extends HTMLElement {
  connectedCallback() {
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
  }

  async ask() {
    try {
      const response = await fetch(this.dataset.url, { headers: { Accept: "application/json" } });
      if (response.ok) {
        const state = await response.json();
        if (!state.is_working) {
          location.reload();
          return;
        }
        this.show(state);
      }
    } catch {
      // No connection for a moment: the next question finds out.
    }
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  show({ words, step, done, total, share }) {
    const said = step ? `${words} · ${step}` : words;
    const line = this.querySelector("[data-words]");
    if (line.textContent !== said) line.textContent = said;
    const bar = this.querySelector("progress");
    if (share === null) bar.removeAttribute("value");
    else bar.value = share;
    this.querySelector("[data-count]").textContent = done ? (total ? `${done} / ${total}` : `${done}`) : "";
  }
}

class ImportMap extends HTMLElement {
  async connectedCallback() {
    const map = L.map(this.querySelector("[data-map]"), { attributionControl: false }).setView(HOME, 9);
    drawGround(map, groundOf(this));
    const changes = await fetch(this.dataset.url).then((response) => response.json());
    const points = L.geoJSON(changes, { pointToLayer: (feature, at) => this.mark(feature.properties, at) }).addTo(map);
    if (points.getLayers().length) map.fitBounds(points.getBounds(), { maxZoom: 14, padding: [24, 24], animate: false });
    this.dataset.ready = "";
  }

  mark({ kind, label, words }, at) {
    const icon = L.divIcon({ className: `import-mark import-mark--${kind}`, iconSize: [14, 14] });
    const title = `${label} – ${words}`;
    const popup = document.createElement("p");
    popup.textContent = title;
    return L.marker(at, { icon, title, alt: title, keyboard: true }).bindPopup(popup);
  }
}

customElements.define("import-form", ImportForm);
customElements.define("import-progress", ImportProgress);
customElements.define("import-map", ImportMap);
