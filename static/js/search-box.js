// Suggestions while one types: a combobox over the portal's own search; without scripts the form alone works.
import { fill, gettext, language, ngettext } from "./i18n.js";
import { sayDistance } from "./map/distance.js";
import { findMe } from "./map/near.js";

const QUIET_MS = 160;
const MOST = 8;
// About a kilometre: near enough to sort by, too coarse to tell who lives where.
const DECIMALS = 2;

class SearchBox {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.address = form.dataset.search;
    this.results = [];
    this.active = -1;
    this.#build();
    this.input.addEventListener("input", () => this.#soon());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.input.addEventListener("blur", () => this.close());
    // A press on an option must not take the focus first, which would close the list under it.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.#choose(event.target.closest("[role=option]")));
    document.addEventListener("position-known", ({ detail }) => this.#near(detail));
  }

  #build() {
    const id = `${this.input.id}-suggestions`;
    this.list = Object.assign(document.createElement("ul"), { id, className: "suggestions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", gettext("Suggestions"));
    this.status = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.status.setAttribute("role", "status");
    this.form.append(this.list, this.status);
    const is = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [name, value] of Object.entries(is)) this.input.setAttribute(name, value);
  }

  #near({ lat, lon }) {
    for (const [name, value] of Object.entries({ lat, lon })) {
      const field = this.form.elements[name] ?? this.form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
      field.value = value.toFixed(DECIMALS);
    }
  }

  #soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.#ask(), QUIET_MS);
  }

  async #ask() {
    const q = this.input.value.trim();
    this.asked?.abort();
    if (q.length < 2) {
      this.close();
      return;
    }
    this.asked = new AbortController();
    const query = new URLSearchParams({ q, limit: MOST, lang: language() });
    for (const name of ["lat", "lon"]) if (this.form.elements[name]?.value) query.set(name, this.form.elements[name].value);
    try {
      const response = await fetch(`${this.address}?${query}`, { signal: this.asked.signal });
      if (response.ok) this.#show((await response.json()).results);
    } catch {
      // A newer question, or no connection: the form still leads to the page of answers.
    }
  }

  #show(results) {
    this.results = results;
    this.active = -1;
    this.list.replaceChildren(...results.map((result, number) => this.#option(result, number)));
    this.#expand(results.length > 0 && document.activeElement === this.input);
    this.status.textContent = results.length
      ? fill(ngettext("%(count)s suggestion. Choose with the arrow keys.", "%(count)s suggestions. Choose with the arrow keys.", results.length), { count: results.length })
      : gettext("No suggestion.");
  }

  #option({ name, detail, distance_m: metres, is_example: isExample }, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const title = Object.assign(document.createElement("span"), { className: "suggestions__name", textContent: name, dir: "auto" });
    const facts = [detail, isExample ? gettext("Example") : "", metres === null ? "" : sayDistance(metres)].filter(Boolean).join(" · ");
    option.append(title, " ", Object.assign(document.createElement("span"), { className: "suggestions__detail", textContent: facts }));
    return option;
  }

  #expand(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) this.#activate(-1);
  }

  close() {
    this.#expand(false);
  }

  #activate(number) {
    this.active = number;
    const options = [...this.list.children];
    options.forEach((option, one) => option.setAttribute("aria-selected", String(one === number)));
    if (options[number]) {
      this.input.setAttribute("aria-activedescendant", options[number].id);
      options[number].scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.close();
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && this.results.length) {
      event.preventDefault();
      if (!isOpen) this.#expand(true);
      const places = this.results.length + 1; // One of them is the field itself.
      this.#activate(((this.active + 1 + (event.key === "ArrowDown" ? 1 : -1) + places) % places) - 1);
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      event.preventDefault();
      this.#choose(this.list.children[this.active]);
    }
  }

  /** A map that is in view takes the reader there; otherwise the page opens. */
  #choose(option) {
    if (!option) return;
    const result = this.results[[...this.list.children].indexOf(option)];
    this.close();
    const isFree = document.dispatchEvent(new CustomEvent("search-chosen", { detail: result, cancelable: true }));
    if (isFree) location.assign(result.url);
    else this.input.value = result.name;
  }
}

for (const form of document.querySelectorAll("form[data-search]")) new SearchBox(form);

// On the page of answers: the same question, the nearest first.
for (const button of document.querySelectorAll("[data-search-near]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      document.dispatchEvent(new CustomEvent("position-known", { detail: await findMe() }));
      document.querySelector("form[data-search]").requestSubmit();
    } catch (error) {
      document.querySelector("[data-search-says]").textContent = error.message;
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
