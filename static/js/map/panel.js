// The side of the map: filter form, counts, list. The server drew them; here they follow the map.
import { fill, gettext, ngettext } from "../i18n.js";
import { row } from "./card.js";
import { DEFAULT_LAYERS, LAYERS, momentFrom, TRAITS } from "./url-state.js";

const LIST_STEP = 20;

export class Panel {
  constructor({ root, sprite, onChange, onHover, onMore }) {
    this.root = root;
    this.sprite = sprite;
    this.form = root.querySelector("[data-map-filters]");
    this.list = root.querySelector("[data-map-list]");
    this.status = root.querySelector("[data-map-status]");
    this.more = root.querySelector("[data-map-more]");
    this.limit = LIST_STEP;
    this.more?.addEventListener("click", () => {
      const next = this.limit;
      this.limit += LIST_STEP;
      onMore().then(() => this.list.children[next]?.querySelector("a")?.focus());
    });
    this.form?.addEventListener("change", (event) => {
      if (event.target.name === "at") this.form.querySelector("[name=open][value=at]").checked = true;
      onChange(this.choices());
    });
    this.form?.querySelector("[data-show-all]")?.addEventListener("click", (event) => {
      event.preventDefault();
      onChange({ categories: [], open: "", traits: [], words: "" });
      this.form.querySelector("summary")?.focus();
    });
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
      open: momentFrom(data.get("open") === "at" ? data.get("at") : data.get("open")),
      traits: TRAITS.filter((name) => data.get(name) === "1"),
      words: (data.get("q") ?? "").trim(),
    };
  }

  /** Make the form say what the state says, after a step back or a followed link. */
  setChoices(state) {
    const chosen = { layer: state.layers, category: state.categories };
    for (const box of this.form?.querySelectorAll("input[type=checkbox]") ?? []) {
      box.checked = chosen[box.name]?.includes(box.value) ?? state.traits.includes(box.name);
    }
    const isTime = state.open !== "" && state.open !== "now";
    const when = this.form?.querySelector(`[name=open][value="${isTime ? "at" : state.open}"]`);
    if (when) when.checked = true;
    const at = this.form?.querySelector("[name=at]");
    if (at && isTime) at.value = state.open;
    const words = this.form?.querySelector("[name=q]");
    if (words) words.value = state.words;
    const choice = this.form?.querySelector("[name=standard]");
    if (choice && state.standard) choice.value = state.standard;
    if (choice && !choice.value) choice.selectedIndex = 0;
    this.showClasses(state.layers.includes("gaps"));
    this.showNarrowed(state);
  }

  /** The legend and the choice of standard stand there while classes are shown. */
  showClasses(isShown) {
    for (const node of this.root.querySelectorAll("[data-for-classes]")) node.hidden = !isShown;
  }

  /** The way back to everything stands there only when something is left out. */
  showNarrowed(state) {
    const link = this.form?.querySelector("[data-show-all]");
    if (link) link.hidden = !(state.categories.length || state.open || state.traits.length || state.words);
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
  setRows({ rows, found }, { shown, total, openings = {} }, { hasPosition }) {
    if (!this.list) return;
    const focused = document.activeElement?.closest?.("[data-place]")?.dataset.place;
    this.list.replaceChildren(...rows.map((place) => row(place, { sprite: this.sprite })));
    if (focused) this.list.querySelector(`[data-place="${CSS.escape(focused)}"] a`)?.focus({ preventScroll: true });
    if (this.more) this.more.hidden = found <= rows.length;
    const parts = [fill(ngettext("%(count)s place in this view.", "%(count)s places in this view.", found), { count: found })];
    if (found > rows.length) parts.push(fill(gettext("The first %(count)s are listed."), { count: rows.length }));
    if (shown < total) parts.push(fill(gettext("Your filters show %(shown)s of %(total)s."), { shown, total }));
    const { open = 0, by_arrangement: arranged = 0, unknown = 0, closed = 0 } = openings;
    if (open + arranged + unknown + closed) {
      parts.push(fill(gettext("Known to be open: %(open)s. Call first: %(arranged)s. Hours not known: %(unknown)s. Closed and left out: %(closed)s."), { open, arranged, unknown, closed }));
    }
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
}
