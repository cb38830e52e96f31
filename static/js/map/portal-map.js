// <portal-map>: the public map. It draws what the address says, and writes in the address what is drawn.
import { gettext } from "../i18n.js";
import { MapCanvas, MAX_ZOOM } from "./canvas.js";
import { groundOf } from "./ground.js";
import { comeBack, leftAt, noteLeaving } from "./coming-back.js";
import { HomeAnswer } from "./home-answer.js";
import { Lists } from "./lists.js";
import { loadLeaflet } from "./load-leaflet.js";
import { findMe } from "./near.js";
import { Panel } from "./panel.js";
import { setUpSharing } from "./share.js";
import { StoreClient } from "./store-client.js";
import { hashOf, isAnchor, isNewStep, parse, searchOf } from "./url-state.js";

const FOUND_IN = { service: "services", business: "businesses", attraction: "attractions", housing: "housing" };
const SOON_MS = 120;
const SELDOM_MS = 3000;
const PATIENT_MS = 4000;
// Where one is when the map has never been seen: the middle of the home municipality.
const MIDDLE = { lat: 59.06, lon: 16.62 };

/** Let the page answer a touch, and paint, before the next piece of work. */
const breath = () => new Promise((resolve) => setTimeout(resolve));

class PortalMap extends HTMLElement {
  connectedCallback() {
    this.page = this.closest("[data-map-page]") ?? this;
    this.box = this.querySelector("[data-map-canvas]");
    this.message = this.querySelector("[data-map-says]");
    this.state = parse(location.search, location.hash);
    this.counts = { shown: 0, total: 0 };
    this.#build();
    this.#listen();
    this.#start();
  }

  disconnectedCallback() {
    this.store?.close();
    this.canvas?.remove();
  }

  #build() {
    const { sprite } = this.dataset;
    this.panel = new Panel({
      root: this.page,
      sprite,
      onChange: (choices) => this.change(choices),
      onHover: (id) => this.canvas?.marks.activate(id || this.state.pick),
      onMore: () => this.#drawView(),
    });
    this.panel.setChoices(this.state);
    this.state.standard ||= this.panel.form ? this.panel.choices().standard : "";
    this.left = leftAt();
    if (this.left?.listed > this.panel.limit) this.panel.limit = this.left.listed;
    noteLeaving(this.page, () => ({ listed: this.panel.limit }));
    this.lists = new Lists(this.page);
    this.home = new HomeAnswer({ root: this.page, sprite });
    this.#showWhich();
  }

  /** On narrow screens either the list or the map is there; the switch says which. */
  #showWhich() {
    this.page.classList.toggle("shows-map", this.state.showsMap);
    for (const button of this.page.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String((button.dataset.show === "map") === this.state.showsMap));
    }
  }

  #listen() {
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.canvas?.closePopup());
    window.addEventListener("popstate", () => this.#restore());
    window.addEventListener("hashchange", () => this.#restore());
    new ResizeObserver(() => this.box.offsetWidth > 0 && this.#openCanvas()).observe(this.box);
    this.#onPress("[data-near-me]", (button) => this.#nearMe(button));
    this.#onPress("[data-live-here]", () => this.change({ home: this.#middle() }));
    this.#onPress("[data-show]", (button) => this.change({ showsMap: button.dataset.show === "map" }));
    this.#onPress("[data-home-clear]", () => this.change({ home: null }));
    this.#onPress("[data-print-map]", (link) => this.#toPaper(link));
    document.addEventListener("search-chosen", (event) => this.#goToFound(event));
    setUpSharing(this.page, (text) => this.say(text));
    this.page.querySelector("[data-map-toggle]")?.removeAttribute("hidden");
  }

  #onPress(selector, act) {
    for (const node of this.page.querySelectorAll(selector)) {
      node.hidden = false;
      node.addEventListener("click", () => act(node));
    }
  }

  async #start() {
    const { api, questions, worker } = this.dataset;
    const address = (path) => new URL(path, location.href).href;
    this.store = new StoreClient(worker, { api: address(api), questions: address(questions), locale: document.documentElement.lang });
    await breath();
    const canvas = this.box.offsetWidth > 0 ? this.#openCanvas() : null;
    await Promise.all([canvas, this.#askOpen(), this.#load()]);
    if (this.left) comeBack(this.page, this.left);
    this.dataset.state = "ready";
  }

  /** Make the drawn map, once, when there is room for it to be seen. */
  #openCanvas() {
    this.opening ??= this.#makeCanvas().catch(() => {
      this.say(gettext("The map could not be fetched. The lists hold the same."));
    });
    return this.opening;
  }

  async #makeCanvas() {
    await loadLeaflet(this.dataset);
    await breath();
    this.canvas = new MapCanvas({
      box: this.box,
      sprite: this.dataset.sprite,
      specs: JSON.parse(this.dataset.layers || "[]"),
      state: this.state,
      on: {
        say: (text) => this.say(text),
        ground: (ground) => this.change({ ground }),
        place: (place) => this.pick(place.id),
        cluster: (mark) => this.#openCluster(mark),
        popupClosed: () => this.#popupClosed(),
        moved: (view) => this.#moved(view),
      },
    });
    if (this.me) this.canvas.setMe(this.me);
    await breath();
    await Promise.all([this.canvas.drawGround(groundOf(this)), this.#drawView()]);
    this.canvas.setHome(this.state.home);
    if (this.state.pick) await this.#showPick();
  }

  /** Read the layers the reader wants and draw as they come; one that fails is said and leaves the others. */
  async #load() {
    const reading = this.state.layers.map((layer) => this.store.ask("load", { layer }, () => this.#drawSoon()));
    const slow = setTimeout(() => this.say(gettext("The places are slow to come. The lists hold the same.")), PATIENT_MS);
    const results = await Promise.allSettled(reading);
    clearTimeout(slow);
    await this.draw();
    if (this.state.pick && this.canvas) await this.#showPick();
    const isRead = results.every((result) => result.status === "fulfilled") && this.state.layers.includes(this.state.pick.split(".")[0]);
    if (isRead && !(await this.store.ask("place", { id: this.state.pick }))) this.#sayGone();
    if (results.some((result) => result.status === "rejected")) {
      this.say(gettext("Some places could not be read. The list beside the map still works; try again in a while."));
    }
  }

  /** What is open is asked anew for each moment; without an answer nothing is left out. */
  async #askOpen() {
    try {
      await this.store.ask("openAt", { at: this.state.open });
    } catch {
      this.say(gettext("What is open cannot be read just now. Nothing is left out."));
    }
  }

  /** Draw while the pages come, the more seldom the longer a drawing takes. */
  #drawSoon() {
    this.pace ??= SOON_MS;
    this.soon ??= setTimeout(async () => {
      const begun = performance.now();
      await this.draw();
      this.pace = Math.min(Math.max(SOON_MS, 4 * (performance.now() - begun)), SELDOM_MS);
      this.soon = null;
    }, this.pace);
  }

  /** Filter, then draw marks and list. */
  async draw() {
    this.counts = await this.store.ask("filter", this.state);
    this.panel.setCounts(this.counts);
    await this.#drawView();
    this.canvas?.setHome(this.state.home);
    await this.home.show(this.state.home, this.store);
  }

  async #drawView() {
    const canvas = this.canvas?.isVisible ? this.canvas : null;
    const from = this.me ?? this.state.home;
    const [marks, list] = await Promise.all([
      canvas ? this.store.ask("marks", { bbox: canvas.bbox, zoom: canvas.zoom }) : [],
      this.store.ask("list", { bbox: canvas?.bbox ?? null, from, limit: this.panel.limit }),
    ]);
    const isShown = canvas?.show(marks);
    this.panel.setRows(list, this.counts, { hasPosition: Boolean(from) });
    this.panel.activate(this.state.pick);
    await isShown;
  }

  /** Change what is shown, write it in the address, and draw. */
  async change(choices) {
    const before = this.state;
    this.state = { ...before, ...choices };
    this.#write(isNewStep(before, this.state));
    await this.#follow(before);
  }

  async #follow(before) {
    this.#showWhich();
    if (this.state.showsMap && !before.showsMap) this.page.scrollIntoView({ block: "start" });
    this.panel.setChoices(this.state);
    if (this.state.open !== before.open) await this.#askOpen();
    if (searchOf(this.state) !== searchOf(before)) this.lists.follow();
    if (this.state.layers.some((layer) => !before.layers.includes(layer))) await this.#load();
    else await this.draw();
  }

  async pick(id) {
    await this.change({ pick: id });
    await this.#showPick();
  }

  async #showPick() {
    const place = await this.store.ask("place", { id: this.state.pick });
    if (!place || !this.canvas) return;
    this.canvas.openPopup(place);
    this.panel.activate(place.id);
  }

  /** A link from before may name a place that has closed, moved or been left out since. */
  #sayGone() {
    this.state = { ...this.state, pick: "" };
    this.#write(false);
    this.say(gettext("The place this link led to is not on the map any more. Search for its name, or look at what is near."));
  }

  #popupClosed() {
    if (!this.state.pick) return;
    const marker = this.canvas.marks.marker(this.state.pick)?.getElement();
    if (this.box.contains(document.activeElement) || document.activeElement === document.body) marker?.focus();
    this.change({ pick: "" });
    this.canvas.marks.activate("");
  }

  async #openCluster(mark) {
    const { zoom, places } = await this.store.ask("open", { cluster: mark.cluster, maxZoom: MAX_ZOOM - 1 });
    if (places.length) {
      this.canvas.openMany(mark, places);
      return;
    }
    const hadFocus = this.box.contains(document.activeElement);
    this.#goTo({ lat: mark.lat, lon: mark.lon, zoom: Math.min(zoom, MAX_ZOOM) });
    await this.#drawView();
    // The cluster is gone: by keyboard one goes on from what it held.
    if (hadFocus) this.canvas.marks.nearest(mark)?.getElement()?.focus({ preventScroll: true });
  }

  #goTo(view) {
    this.state = { ...this.state, view };
    this.canvas?.goTo(view);
  }

  async #nearMe(button) {
    button.setAttribute("aria-busy", "true");
    try {
      this.me = await findMe();
      document.dispatchEvent(new CustomEvent("position-known", { detail: this.me }));
      this.canvas?.setMe(this.me);
      this.#goTo({ lat: this.me.lat, lon: this.me.lon, zoom: 12 });
      await this.draw();
    } catch (error) {
      this.say(error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** What was found by search and stands on the map is shown there, when the map is in view. */
  async #goToFound(event) {
    const { kind, id, lat, lon, name, url, detail } = event.detail;
    if (!this.canvas?.isVisible || lat === null) return;
    event.preventDefault();
    this.#goTo({ lat, lon, zoom: Math.max(this.canvas.zoom, kind === "locality" ? 13 : 15) });
    const layer = FOUND_IN[kind];
    if (layer && !this.state.layers.includes(layer)) await this.change({ layers: [...this.state.layers, layer] });
    const place = layer && (await this.store.ask("place", { id: `${layer}.${id}` }));
    if (place) await this.pick(place.id);
    else this.canvas.openPopup({ name, url, kind: detail, lat, lon });
    this.canvas.focusPopup();
  }

  #middle() {
    const { view } = this.state;
    const { lat, lon } = view ?? this.canvas?.view ?? this.me ?? MIDDLE;
    return { lat, lon };
  }

  #moved(view) {
    this.state = { ...this.state, view };
    this.#write(false);
    if (this.store) this.#drawView();
  }

  #write(isStep) {
    if (!isStep && isAnchor(location.hash)) return;
    const address = `${location.pathname}${searchOf(this.state)}${hashOf(this.state)}`;
    if (address === `${location.pathname}${location.search}${location.hash}`) return;
    history[isStep ? "pushState" : "replaceState"](null, "", address);
    for (const link of this.page.querySelectorAll("[data-keeps-filters]")) link.search = searchOf(this.state);
  }

  /** The way to paper carries what is seen: filters and extent, written when the reader takes it. */
  #toPaper(link) {
    const query = new URLSearchParams(searchOf(this.state));
    if (this.canvas?.isVisible) query.set("vy", this.canvas.bbox.map((degrees) => degrees.toFixed(5)).join(","));
    link.search = query.toString();
  }

  /** The reader went back, forward, or followed a link into this page. */
  async #restore() {
    if (isAnchor(location.hash)) return;
    const before = this.state;
    const after = parse(location.search, location.hash);
    if (searchOf(before) === searchOf(after) && hashOf(before) === hashOf(after)) return;
    this.state = after;
    this.panel.setChoices(after);
    if (hashOf({ ground: before.ground }) !== hashOf({ ground: after.ground })) this.canvas?.layers.show(after.ground);
    this.canvas?.goTo(after.view);
    if (!after.pick) this.canvas?.closePopup();
    await this.#follow(before);
    if (after.pick && after.pick !== before.pick) await this.#showPick();
  }

  /** A word to the reader over the map and to screen readers; calm, and gone by itself. */
  say(text) {
    this.message.textContent = text;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => (this.message.textContent = ""), 9000);
  }
}

customElements.define("portal-map", PortalMap);
