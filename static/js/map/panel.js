// The side of the map: filter form, counts, list. The server drew them; here they follow the map.
import { fill, gettext, ngettext } from "../i18n.js";
import { row } from "./card.js";
import { DEFAULT_LAYERS, LAYERS } from "./url-state.js";

const LIST_LIMIT = 60;

export class Panel {
  constructor({ root, sprite, onChange, onHover }) {
    this.root = root;
    this.sprite = sprite;
    this.form = root.querySelector("[data-map-filters]");
    this.list = root.querySelector("[data-map-list]");
    this.status = root.querySelector("[data-map-status]");
    this.form?.addEventListener("change", () => onChange(this.choices()));
    this.form?.addEventListener("submit", (event) => {
      event.preventDefault();
      onChange(this.choices());
    });
    for (const button of this.form?.querySelectorAll("[type=submit]") ?? []) button.hidden = true;
    const hover = (event) => onHover(event.target.closest("[data-place]")?.dataset.place ?? "");
    this.list?.addEventListener("pointerover", hover);
    this.list?.addEventListener("focusin", hover);
    this.list?.addEventListener("pointerleave", () => onHover(""));
  }

  /** What the form says now, in the words of the state. */
  choices() {
    const data = new FormData(this.form);
    const hasLayers = this.form.querySelector("[name=layer]") !== null;
    return {
      layers: hasLayers ? data.getAll("layer").filter((name) => LAYERS.includes(name)) : [...DEFAULT_LAYERS],
      categories: data.getAll("category").filter(Boolean),
      standard: data.get("standard") ?? "",
      open: data.get("open") ?? "",
      staffed: data.get("staffed") === "1",
      accessible: data.get("accessible") === "1",
    };
  }

  /** Make the form say what the state says, after a step back or a followed link. */
  setChoices(state) {
    for (const box of this.form?.querySelectorAll("input[type=checkbox], input[type=radio]") ?? []) {
      if (box.name === "layer") box.checked = state.layers.includes(box.value);
      else if (box.name === "category") box.checked = state.categories.includes(box.value);
      else if (box.name === "standard" || box.name === "open") box.checked = state[box.name] === box.value;
      else if (box.name in state) box.checked = state[box.name];
    }
    for (const choice of this.form?.querySelectorAll("select") ?? []) {
      if (choice.name in state) choice.value = state[choice.name];
    }
  }

  setCounts({ layers, categories }) {
    for (const node of this.root.querySelectorAll("[data-count-layer]")) {
      const count = layers[node.dataset.countLayer];
      if (count) node.textContent = count.shown === count.total ? count.total : `${count.shown}/${count.total}`;
    }
    for (const node of this.root.querySelectorAll("[data-count-category]")) {
      node.textContent = categories[node.dataset.countCategory] ?? 0;
    }
  }

  /** Draw the list anew; a focused row keeps its focus when it is still there. */
  setRows({ rows, found }, { shown, total }, { asksHours, hasPosition }) {
    if (!this.list) return;
    const focused = document.activeElement?.closest?.("[data-place]")?.dataset.place;
    this.list.replaceChildren(...rows.map((place) => row(place, { sprite: this.sprite, asksHours })));
    if (focused) this.list.querySelector(`[data-place="${CSS.escape(focused)}"] a`)?.focus({ preventScroll: true });
    const parts = [fill(ngettext("%(count)s place in this view.", "%(count)s places in this view.", found), { count: found })];
    if (found > rows.length) parts.push(fill(gettext("The first %(count)s are listed."), { count: rows.length }));
    if (shown < total) parts.push(fill(gettext("Your filters show %(shown)s of %(total)s."), { shown, total }));
    if (hasPosition) parts.push(gettext("Nearest first, straight line."));
    this.say(parts.join(" "));
  }

  activate(id) {
    for (const node of this.list?.querySelectorAll(".is-active") ?? []) node.classList.remove("is-active");
    if (id) this.list?.querySelector(`[data-place="${CSS.escape(id)}"] .place`)?.classList.add("is-active");
  }

  say(text) {
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
  }

  get limit() {
    return LIST_LIMIT;
  }
}
