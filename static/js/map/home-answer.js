// "If I lived here": from a chosen point, the nearest known place of each kind.
import { fill, gettext } from "../i18n.js";
import { element } from "./card.js";
import { sayDistance } from "./distance.js";
import { drawIcon, iconName } from "./marks.js";

export class HomeAnswer {
  constructor({ root, sprite }) {
    this.sprite = sprite;
    this.root = root;
    this.box = root.querySelector("[data-home-answer]");
    this.rows = root.querySelector("[data-home-rows]");
    this.village = root.querySelector("[data-home-village]");
  }

  async show(point, store) {
    if (!this.box) return;
    this.box.hidden = !point;
    if (!point) return;
    const { nearest, village } = await store.ask("nearest", { from: point });
    this.#sayVillage(village);
    if (village && !village.isPlaced) {
      this.rows.replaceChildren();
      return;
    }
    this.rows.replaceChildren(...nearest.map((place) => this.#row(place)));
    if (!nearest.length) this.rows.append(element("li", {}, gettext("No places have been read yet.")));
  }

  /** The middle of a village is not the house one would live in; of some villages nobody knows where it is. */
  #sayVillage(village) {
    this.village.hidden = !village;
    if (!village) return;
    const words = village.isPlaced
      ? gettext("Counted from the middle of %(name)s. From the very house it may be nearer or farther.")
      : gettext("Where %(name)s lies is not known well enough, so no distances are given. Choose the point where you would live.");
    this.village.textContent = fill(words, { name: village.name });
  }

  #row(place) {
    const what = this.root.querySelector(`[name=category][value="${CSS.escape(place.slug)}"]`)?.dataset.word ?? place.kind;
    const words = fill(gettext("%(kind)s, %(distance)s"), { kind: what, distance: sayDistance(place.metres) });
    const name = place.url ? element("a", { class: "place__name", href: place.url, dir: "auto" }, place.name) : place.name;
    const facts = element("div", {}, name, element("p", { class: "place__meta" }, words));
    return element("li", {}, element("div", { class: "place" }, drawIcon(this.sprite, iconName(place)), facts));
  }
}
