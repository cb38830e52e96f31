// <portal-map>: the public map. It draws what the address says, and writes in the address what is drawn.
import { gettext } from "../i18n.js";
import { popup, popupOfMany } from "./card.js";
import { addTiles, drawGround } from "./ground.js";
import { HomeAnswer } from "./home-answer.js";
import { Marks } from "./marks.js";
import { findMe } from "./near.js";
import { Panel } from "./panel.js";
import { StoreClient } from "./store-client.js";
import { hashOf, isNewStep, parse, searchOf } from "./url-state.js";

const FALLBACK_VIEW = { lat: 59.06, lon: 16.62, zoom: 10 };
const MAX_ZOOM = 18;

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
    L.control.zoom({ position: "bottomright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    const view = this.state.view ?? FALLBACK_VIEW;
    this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    this.marks = new Marks({ map: this.map, sprite, onPlace: (place) => this.pick(place.id), onCluster: (mark) => this.#openCluster(mark) });
    this.panel = new Panel({
      root: this.page,
      sprite,
      onChange: (choices) => this.change(choices),
      onHover: (id) => this.marks.activate(id || this.state.pick),
    });
    this.panel.setChoices(this.state);
    this.home = new HomeAnswer({ root: this.page, map: this.map, sprite });
    this.page.classList.toggle("shows-map", this.state.showsMap);
  }

  #listen() {
    this.map.on("moveend", () => this.#moved());
    this.map.on("popupclose", () => this.#popupClosed());
    window.addEventListener("popstate", () => this.#restore());
    window.addEventListener("hashchange", () => this.#restore());
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.canvas);
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
    this.page.querySelector("[data-map-toggle]")?.removeAttribute("hidden");
    this.page.querySelector("[data-home-clear]")?.addEventListener("click", () => this.change({ home: null }));
  }

  async #start() {
    const { api, worker, tileUrl, tileAttribution } = this.dataset;
    const tiles = tileUrl ? [{ url: tileUrl, attribution: tileAttribution }] : [];
    addTiles(this.map, tiles);
    this.store = new StoreClient(worker, { api: new URL(api, location.href).href, locale: document.documentElement.lang });
    const ground = drawGround(this.map, { api, hasTiles: tiles.length > 0 }).then(({ extent, isComplete }) => {
      if (!this.state.view && extent) this.map.fitBounds(extent, { animate: false, padding: [12, 12] });
      if (!isComplete) this.say(gettext("Parts of the background could not be read. The places are shown all the same."));
    });
    await Promise.all([ground, this.#load()]);
    if (this.state.pick) await this.#showPick();
    this.dataset.state = "ready";
  }

  /** Read the layers the reader wants and draw as they come; one that fails is said and leaves the others. */
  async #load() {
    const query = this.state.open ? `open=${encodeURIComponent(this.state.open)}` : "";
    const reading = this.state.layers.map((layer) =>
      this.store.ask("load", { layer, query: layer === "services" ? query : "" }, () => this.#drawSoon()),
    );
    const results = await Promise.allSettled(reading);
    await this.draw();
    if (results.some((result) => result.status === "rejected")) {
      this.say(gettext("Some places could not be read. The list beside the map still works; try again in a while."));
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
    this.panel.setRows(list, this.counts, { asksHours: Boolean(this.state.open), hasPosition: Boolean(this.me ?? this.state.home) });
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
    this.page.classList.toggle("shows-map", this.state.showsMap);
    for (const button of this.page.querySelectorAll("[data-show]")) {
      button.setAttribute("aria-pressed", String((button.dataset.show === "map") === this.state.showsMap));
    }
    if (before.showsMap !== this.state.showsMap) this.map.invalidateSize({ pan: false });
    if (this.state.layers.some((layer) => !before.layers.includes(layer)) || before.open !== this.state.open) await this.#load();
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
    L.popup(options).setLatLng([place.lat, place.lon]).setContent(popup(place, { sprite: this.dataset.sprite, asksHours: Boolean(this.state.open) })).openOn(this.map);
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
      this.meMark?.remove();
      const icon = L.divIcon({ className: "me", iconSize: [20, 20] });
      this.meMark = L.marker([this.me.lat, this.me.lon], { icon, keyboard: false, interactive: false }).addTo(this.map);
      this.map.setView([this.me.lat, this.me.lon], 12);
      await this.draw();
    } catch (error) {
      this.say(error.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  #middle() {
    const { lat, lng } = this.map.getCenter();
    return { lon: lng, lat };
  }

  #moved() {
    const { lat, lon } = this.#middle();
    this.state = { ...this.state, view: { zoom: this.map.getZoom(), lat, lon } };
    this.#write(false);
    if (this.store) this.#drawView();
  }

  #write(isStep) {
    const address = `${location.pathname}${searchOf(this.state)}${hashOf(this.state)}`;
    if (address === `${location.pathname}${location.search}${location.hash}`) return;
    history[isStep ? "pushState" : "replaceState"](null, "", address);
    for (const link of this.page.querySelectorAll("[data-keeps-filters]")) link.search = searchOf(this.state);
  }

  /** The reader went back, forward, or followed a link into this page. */
  async #restore() {
    const before = this.state;
    const after = parse(location.search, location.hash);
    if (searchOf(before) === searchOf(after) && hashOf(before) === hashOf(after)) return;
    this.state = after;
    this.panel.setChoices(after);
    if (after.view) this.map.setView([after.view.lat, after.view.lon], after.view.zoom, { animate: false });
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
