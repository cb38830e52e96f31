// <portal-map>: the public map. It draws what the address says, and writes in the address what is drawn.
import { gettext } from "../i18n.js";
import { popup, popupOfMany } from "./card.js";
import { addTiles, drawGround } from "./ground.js";
import { HomeAnswer } from "./home-answer.js";
import { Lists } from "./lists.js";
import { Marks } from "./marks.js";
import { findMe } from "./near.js";
import { Panel } from "./panel.js";
import { setUpSharing } from "./share.js";
import { StoreClient } from "./store-client.js";
import { hashOf, isAnchor, isNewStep, parse, searchOf } from "./url-state.js";

const FALLBACK_VIEW = { lat: 59.06, lon: 16.62, zoom: 10 };
const MAX_ZOOM = 18;
const FOUND_IN = { service: "services", business: "businesses", attraction: "attractions", housing: "housing" };

class PortalMap extends HTMLElement {
  connectedCallback() {
    this.page = this.closest("[data-map-page]") ?? this;
    this.state = parse(location.search, location.hash);
    this.counts = { shown: 0, total: 0 };
    this.#build();
    this.#listen();
    this.#start();
  }

  disconnectedCallback() {
    this.store?.close();
    this.map?.remove();
  }

  #build() {
    const { sprite } = this.dataset;
    this.canvas = this.querySelector("[data-map-canvas]");
    this.message = this.querySelector("[data-map-says]");
    this.map = L.map(this.canvas, { zoomControl: false, attributionControl: true, maxZoom: MAX_ZOOM, minZoom: 4, zoomSnap: 0.5 });
    this.map.attributionControl.setPrefix("");
    L.control.zoom({ position: "topright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    const view = this.state.view ?? FALLBACK_VIEW;
    this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    this.marks = new Marks({ map: this.map, sprite, onPlace: (place) => this.pick(place.id), onCluster: (mark) => this.#openCluster(mark) });
    this.panel = new Panel({
      root: this.page,
      sprite,
      onChange: (choices) => this.change(choices),
      onHover: (id) => this.marks.activate(id || this.state.pick),
      onMore: () => this.#drawView(),
    });
    this.panel.setChoices(this.state);
    this.state.standard ||= this.panel.form ? this.panel.choices().standard : "";
    this.lists = new Lists(this.page);
    this.home = new HomeAnswer({ root: this.page, map: this.map, sprite });
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
    this.map.on("moveend", () => this.#moved());
    this.map.on("popupclose", () => this.#popupClosed());
    this.addEventListener("keydown", (event) => event.key === "Escape" && this.map.closePopup());
    window.addEventListener("popstate", () => this.#restore());
    window.addEventListener("hashchange", () => this.#restore());
    new ResizeObserver(() => this.#resized()).observe(this.canvas);
    for (const button of this.page.querySelectorAll("[data-near-me]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.#nearMe(button));
    }
    for (const button of this.page.querySelectorAll("[data-live-here]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.change({ home: this.#middle() }));
    }
    for (const button of this.page.querySelectorAll("[data-show]")) {
      button.addEventListener("click", () => this.change({ showsMap: button.dataset.show === "map" }));
    }
    for (const link of this.page.querySelectorAll("[data-print-map]")) {
      link.addEventListener("click", () => this.#toPaper(link));
    }
    document.addEventListener("search-chosen", (event) => this.#goToFound(event));
    setUpSharing(this.page, (text) => this.say(text));
    this.page.querySelector("[data-map-toggle]")?.removeAttribute("hidden");
    this.page.querySelector("[data-home-clear]")?.addEventListener("click", () => this.change({ home: null }));
  }

  async #start() {
    const { api, questions, worker, tileUrl, tileAttribution } = this.dataset;
    const tiles = tileUrl ? [{ url: tileUrl, attribution: tileAttribution }] : [];
    addTiles(this.map, tiles);
    const address = (path) => new URL(path, location.href).href;
    this.store = new StoreClient(worker, { api: address(api), questions: address(questions), locale: document.documentElement.lang });
    const ground = drawGround(this.map, { api, hasTiles: tiles.length > 0 }).then(({ extent, isComplete }) => {
      this.extent = extent;
      if (!this.state.view) this.#goToView();
      if (!isComplete) this.say(gettext("Parts of the background could not be read. The places are shown all the same."));
    });
    await Promise.all([ground, this.#askOpen(), this.#load()]);
    if (this.state.pick) await this.#showPick();
    this.dataset.state = "ready";
  }

  /** Read the layers the reader wants and draw as they come; one that fails is said and leaves the others. */
  async #load() {
    const reading = this.state.layers.map((layer) => this.store.ask("load", { layer }, () => this.#drawSoon()));
    const results = await Promise.allSettled(reading);
    await this.draw();
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

  #drawSoon() {
    this.soon ??= setTimeout(() => {
      this.soon = null;
      this.draw();
    }, 120);
  }

  /** Filter, then draw marks and list. */
  async draw() {
    this.counts = await this.store.ask("filter", this.state);
    this.panel.setCounts(this.counts);
    await this.#drawView();
    await this.home.show(this.state.home, this.store);
  }

  async #drawView() {
    const bounds = this.map.getBounds();
    const bbox = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    const isVisible = this.canvas.offsetWidth > 0;
    const [marks, list] = await Promise.all([
      isVisible ? this.store.ask("marks", { bbox, zoom: this.map.getZoom() }) : [],
      this.store.ask("list", { bbox: isVisible ? bbox : null, from: this.me ?? this.state.home, limit: this.panel.limit }),
    ]);
    this.marks.show(marks);
    this.panel.setRows(list, this.counts, { hasPosition: Boolean(this.me ?? this.state.home) });
    this.panel.activate(this.state.pick);
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
    if (!place) return;
    const options = { minWidth: 200, maxWidth: 320, autoPanPadding: [24, 24] };
    this.opening = true;
    L.popup(options).setLatLng([place.lat, place.lon]).setContent(popup(place, { sprite: this.dataset.sprite })).openOn(this.map);
    this.opening = false;
    this.marks.activate(place.id);
    this.panel.activate(place.id);
  }

  #popupClosed() {
    if (this.opening || !this.state.pick) return;
    const marker = this.marks.marker(this.state.pick)?.getElement();
    if (this.canvas.contains(document.activeElement) || document.activeElement === document.body) marker?.focus();
    this.change({ pick: "" });
    this.marks.activate("");
  }

  async #openCluster(mark) {
    const { zoom, places } = await this.store.ask("open", { cluster: mark.cluster, maxZoom: MAX_ZOOM - 1 });
    if (places.length) L.popup().setLatLng([mark.lat, mark.lon]).setContent(popupOfMany(places)).openOn(this.map);
    else this.map.setView([mark.lat, mark.lon], Math.min(zoom, MAX_ZOOM));
  }

  async #nearMe(button) {
    button.setAttribute("aria-busy", "true");
    try {
      this.me = await findMe();
      document.dispatchEvent(new CustomEvent("position-known", { detail: this.me }));
      this.meMark?.remove();
      const icon = L.divIcon({ className: "me", iconSize: [20, 20] });
      this.meMark = L.marker([this.me.lat, this.me.lon], { icon, keyboard: false, interactive: false }).addTo(this.map);
      this.state = { ...this.state, view: { lat: this.me.lat, lon: this.me.lon, zoom: 12 } };
      this.#goToView();
      await this.draw();
    } catch (error) {
      this.say(error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** What was found by search and stands on the map is shown there, when the map is in view. */
  async #goToFound(event) {
    const { kind, id, lat, lon, name, url } = event.detail;
    if (this.canvas.offsetWidth === 0 || lat === null) return;
    event.preventDefault();
    this.state = { ...this.state, view: { lat, lon, zoom: Math.max(this.map.getZoom(), kind === "locality" ? 13 : 15) } };
    this.#goToView();
    const layer = FOUND_IN[kind];
    if (layer && !this.state.layers.includes(layer)) await this.change({ layers: [...this.state.layers, layer] });
    const place = layer && (await this.store.ask("place", { id: `${layer}.${id}` }));
    if (place) await this.pick(place.id);
    else L.popup().setLatLng([lat, lon]).setContent(popup({ name, url, kind: event.detail.detail }, { sprite: this.dataset.sprite })).openOn(this.map);
    this.#focusPopup(30);
  }

  /** A popup can take the focus once it is seen, a few frames after it was put there. */
  #focusPopup(frames) {
    const link = this.querySelector(".leaflet-popup a.popup__name");
    if (link && getComputedStyle(link).visibility === "visible") link.focus();
    else if (frames > 0) requestAnimationFrame(() => this.#focusPopup(frames - 1));
  }

  /** Show the view of the address, else the whole home municipality. A hidden map waits until it is seen. */
  #goToView() {
    const { view } = this.state;
    if (this.canvas.offsetWidth === 0) return;
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else if (this.extent) this.map.fitBounds(this.extent, { animate: false, padding: [12, 12] });
  }

  #resized() {
    const { view } = this.state; // Leaflet's own answer to a new size would move it.
    const isVisible = this.canvas.offsetWidth > 0;
    this.map.invalidateSize({ pan: false });
    if (isVisible && !this.wasVisible) {
      this.state = { ...this.state, view };
      this.#goToView();
    }
    this.wasVisible = isVisible;
  }

  #middle() {
    if (this.canvas.offsetWidth === 0 && this.state.view) return this.state.view;
    const { lat, lng } = this.map.getCenter();
    return { lon: lng, lat };
  }

  #moved() {
    if (this.canvas.offsetWidth === 0) return;
    const { lat, lon } = this.#middle();
    this.state = { ...this.state, view: { zoom: this.map.getZoom(), lat, lon } };
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
    if (this.canvas.offsetWidth > 0) query.set("vy", this.map.getBounds().toBBoxString().replace(/(\.\d{5})\d+/g, "$1"));
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
    this.#goToView();
    if (!after.pick) this.map.closePopup();
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
