// "If I lived here": from a chosen point, the nearest known place of each kind.
import { fill, gettext } from "../i18n.js";
import { element } from "./card.js";
import { sayDistance } from "./distance.js";
import { drawIcon } from "./marks.js";

export class HomeAnswer {
  constructor({ root, map, sprite }) {
    this.map = map;
    this.sprite = sprite;
    this.box = root.querySelector("[data-home-answer]");
    this.rows = root.querySelector("[data-home-rows]");
    this.marker = null;
  }

  async show(point, store) {
    this.marker?.remove();
    this.marker = null;
    if (!this.box) return;
    this.box.hidden = !point;
    if (!point) return;
    const icon = L.divIcon({ html: drawIcon(this.sprite, "home"), className: "marker marker--home", iconSize: [40, 40] });
    this.marker = L.marker([point.lat, point.lon], { icon, interactive: false, keyboard: false }).addTo(this.map);
    const nearest = await store.ask("nearest", { from: point });
    this.rows.replaceChildren(...nearest.map((place) => this.#row(place)));
    if (!nearest.length) this.rows.append(element("li", {}, gettext("No places have been read yet.")));
  }

  #row(place) {
    const what = place.kind || place.slug;
    const name = place.url ? element("a", { href: place.url, dir: "auto" }, place.name) : place.name;
    const icon = drawIcon(this.sprite, place.icon || "place");
    const words = fill(gettext("%(kind)s, %(distance)s:"), { kind: what, distance: sayDistance(place.metres) });
    return element("li", { class: "row" }, icon, element("span", {}, `${words} `, name));
  }
}
