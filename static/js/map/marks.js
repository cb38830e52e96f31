// Draws places and clusters as Leaflet markers with names, keeping those that stay, so that focus is not lost.
import { fill, gettext, ngettext, pgettext } from "../i18n.js";

const SIZE_PX = 34;
const AT_A_TIME_MS = 12;
const LONGEST_FRAME_MS = 100;
const CLASS_WORDS = {
  met: () => pgettext("gap class", "Met"),
  gap: () => pgettext("gap class", "Gap"),
  possible_gap: () => pgettext("gap class", "Possible gap"),
  not_assessed: () => pgettext("gap class", "Not assessed"),
  too_close: () => pgettext("gap class", "Too close to call"),
};

const LAYER_ICONS = { services: "place", attractions: "attraction", businesses: "shop", housing: "housing", goals: "goal" };

/** The next frame has been drawn; a page out of sight draws none, and goes on all the same. */
const nextFrame = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, LONGEST_FRAME_MS);
  });

export const classWord = (gapClass) => CLASS_WORDS[gapClass]?.() ?? "";

export function iconName(place) {
  if (place.layer === "gaps") return `class-${(place.gapClass || "not_assessed").replaceAll("_", "-")}`;
  return place.icon || LAYER_ICONS[place.layer] || "place";
}

/** An SVG that points into the sprite; text goes nowhere near markup. */
export function drawIcon(sprite, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** What a marker is called: its name, what it is, and what is doubtful about it. */
export function nameOf(place) {
  const parts = [place.name || gettext("without a name")];
  if (place.gapClass) parts.push(classWord(place.gapClass));
  else if (place.kind) parts.push(place.kind);
  if (place.isUnconfirmed) parts.push(gettext("unconfirmed"));
  if (place.isExample) parts.push(gettext("Example"));
  if (place.precision === "approximate" || place.precision === "locality") parts.push(gettext("approximate position"));
  return parts.join(", ");
}

export function clusterName({ count, few }) {
  const names = few.filter(Boolean).slice(0, 3).join(", ");
  return fill(ngettext("%(count)s place: %(names)s", "%(count)s places: %(names)s …", count), { count, names });
}

function classesOf(place) {
  const names = ["marker", `marker--${place.layer}`];
  if (place.layer === "gaps") names.push("marker--class", `marker--class-${place.gapClass || "not_assessed"}`);
  if (place.isUnconfirmed) names.push("marker--unconfirmed");
  if (place.precision !== "exact") names.push("marker--approximate");
  return names.join(" ");
}

export class Marks {
  constructor({ map, sprite, onPlace, onCluster }) {
    Object.assign(this, { map, sprite, onPlace, onCluster });
    this.layer = L.layerGroup().addTo(map);
    this.drawn = new Map();
    this.active = "";
    this.turn = 0;
    this.leaving = [];
  }

  /** Show exactly these marks: add the new, take away the gone, leave the rest alone. */
  show(marks) {
    const wanted = new Map(marks.map((mark) => [mark.id, mark]));
    const stays = (id, marker) => wanted.has(id) && wanted.get(id).cluster === marker.clusterNumber;
    const gone = [...this.drawn].filter(([id, marker]) => !stays(id, marker));
    for (const [id] of gone) this.drawn.delete(id);
    const missing = [...wanted.values()].filter((mark) => !this.drawn.has(mark.id));
    this.turn += 1;
    this.leaving.push(...gone.map(([, marker]) => marker));
    return this.#change(missing, this.turn);
  }

  /**
   * Change marks a few at a time, one portion a frame, so that the page can be moved and read meanwhile: each
   * frame lays out and paints only its own portion. A newer turn takes over.
   */
  async #change(missing, turn) {
    let until = performance.now() + AT_A_TIME_MS;
    while (this.leaving.length || missing.length) {
      if (performance.now() > until) {
        await nextFrame();
        if (turn !== this.turn) return;
        until = performance.now() + AT_A_TIME_MS;
      }
      if (this.leaving.length) this.layer.removeLayer(this.leaving.pop());
      else {
        const mark = missing.pop();
        this.drawn.set(mark.id, mark.cluster ? this.#addCluster(mark) : this.#addPlace(mark));
      }
    }
    this.activate(this.active);
  }

  /** Mark one place as the one spoken of, in the list or in a popup. */
  activate(id) {
    this.drawn.get(this.active)?.getElement()?.classList.remove("is-active");
    this.active = id;
    this.drawn.get(id)?.getElement()?.classList.add("is-active");
  }

  /** Where the marks stand, in pixels, for whatever must not lie under them. */
  boxes() {
    return [...this.drawn.values()].map((marker) => {
      const { x, y } = this.map.latLngToLayerPoint(marker.getLatLng());
      const [width, height] = marker.options.icon.options.iconSize;
      const [left, top] = marker.options.icon.options.iconAnchor ?? [width / 2, height / 2];
      return { left: x - left, right: x - left + width, top: y - top, bottom: y - top + height };
    });
  }

  /** The mark that stands closest to a point. */
  nearest({ lat, lon }) {
    const away = (marker) => this.map.distance([lat, lon], marker.getLatLng());
    return [...this.drawn.values()].reduce((best, one) => (best && away(best) <= away(one) ? best : one), null);
  }

  marker(id) {
    return this.drawn.get(id) ?? null;
  }

  #addPlace(place) {
    const size = place.layer === "gaps" ? SIZE_PX + 4 : SIZE_PX;
    const icon = L.divIcon({ html: drawIcon(this.sprite, iconName(place)), className: classesOf(place), iconSize: [size, size], iconAnchor: place.layer === "gaps" ? [size / 2, size + 4] : [size / 2, size / 2] });
    return this.#add(place, icon, nameOf(place), () => this.onPlace(place));
  }

  #addCluster(mark) {
    const size = Math.min(58, 34 + Math.round(Math.log10(mark.count) * 10));
    const number = document.createElement("span");
    number.textContent = mark.count;
    const icon = L.divIcon({ html: number, className: "cluster", iconSize: [size, size] });
    const marker = this.#add(mark, icon, clusterName(mark), () => this.onCluster(mark));
    marker.clusterNumber = mark.cluster;
    return marker;
  }

  #add(mark, icon, name, onPress) {
    const marker = L.marker([mark.lat, mark.lon], { icon, title: name, riseOnHover: true }).addTo(this.layer);
    marker.getElement().setAttribute("aria-label", name);
    marker.on("click", onPress);
    marker.on("keydown", ({ originalEvent }) => {
      if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
      originalEvent.preventDefault();
      onPress();
    });
    return marker;
  }
}
