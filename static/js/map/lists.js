// The server's lists under the map: fetched anew when the reader's filters change, so that both say the same.

const QUIET_MS = 500;

export class Lists {
  constructor(root) {
    this.box = root.querySelector("[data-map-lists]");
  }

  /** Follow the address, once it has been quiet for a while; what was folded out stays so. */
  follow() {
    if (!this.box) return;
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#read(), QUIET_MS);
  }

  async #read() {
    this.asked?.abort();
    this.asked = new AbortController();
    try {
      const response = await fetch(`${location.pathname}${location.search}`, { signal: this.asked.signal });
      if (!response.ok) return;
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-map-lists]");
      if (!fresh || this.box.contains(document.activeElement)) return;
      const open = [...this.box.querySelectorAll("details[open][id]")].map((one) => one.id);
      for (const id of open) fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
      this.box.replaceChildren(...fresh.childNodes);
    } catch {
      // The lists then stand as they were; the map and its own list have followed.
    }
  }
}
