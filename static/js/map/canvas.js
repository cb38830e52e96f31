// The drawn map: Leaflet, its ground, marks and popups. It is made when it is first seen, and knows no address.
import { gettext } from "../i18n.js";
import { popup, popupOfMany } from "./card.js";
import { drawGround } from "./ground.js";
import { Layers } from "./layers.js";
import { drawIcon, Marks } from "./marks.js";

const FALLBACK_VIEW = { lat: 59.06, lon: 16.62, zoom: 10 };
export const MAX_ZOOM = 18;

export class MapCanvas {
  constructor({ box, sprite, specs, state, on }) {
    Object.assign(this, { box, sprite, on, view: state.view });
    this.map = L.map(box, { zoomControl: false, attributionControl: true, maxZoom: MAX_ZOOM, minZoom: 4, zoomSnap: 0.5 });
    this.map.attributionControl.setPrefix("");
    L.control.zoom({ position: "topright", zoomInTitle: gettext("Zoom in"), zoomOutTitle: gettext("Zoom out") }).addTo(this.map);
    L.control.scale({ imperial: false }).addTo(this.map);
    const view = this.view ?? FALLBACK_VIEW;
    this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    this.layers = new Layers({ map: this.map, specs, chosen: state.ground, onChange: on.ground, onDown: on.say });
    this.marks = new Marks({ map: this.map, sprite, onPlace: on.place, onCluster: on.cluster });
    this.map.on("moveend", () => this.#moved());
    this.map.on("popupclose", () => this.isOpening || on.popupClosed());
    new ResizeObserver(() => this.#resized()).observe(box);
    this.wasVisible = this.isVisible;
  }

  get isVisible() {
    return this.box.offsetWidth > 0;
  }

  get bbox() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  get zoom() {
    return this.map.getZoom();
  }

  /** Draw boundaries, roads and names; without a view of one's own, show the home municipality. */
  async drawGround(ground) {
    const down = () => this.on.say(gettext("Parts of the background could not be read. The places are shown all the same."));
    const { extent, names, isComplete } = await drawGround(this.map, { ...ground, onDown: down });
    Object.assign(this, { extent, names });
    if (!this.view) this.goTo(null);
    if (!isComplete) down();
    this.names?.place(this.marks.boxes());
  }

  /** Draw exactly these marks, and move the names clear of them. */
  async show(marks) {
    await this.marks.show(marks);
    this.names?.place(this.marks.boxes());
  }

  /** Show a view, else the whole home municipality. A hidden map waits until it is seen. */
  goTo(view) {
    this.view = view;
    if (!this.isVisible) return;
    if (view) this.map.setView([view.lat, view.lon], view.zoom, { animate: false });
    else if (this.extent) this.map.fitBounds(this.extent, { animate: false, padding: [12, 12] });
  }

  openPopup(place) {
    this.#open(place, popup(place, { sprite: this.sprite }));
    this.marks.activate(place.id ?? "");
  }

  openMany({ lat, lon }, places) {
    this.#open({ lat, lon }, popupOfMany(places));
  }

  closePopup() {
    this.map.closePopup();
  }

  /** A popup can take the focus once it is seen, a few frames after it was put there. */
  focusPopup(frames = 30) {
    const link = this.box.querySelector(".leaflet-popup a.popup__name");
    if (link && getComputedStyle(link).visibility === "visible") link.focus();
    else if (frames > 0) requestAnimationFrame(() => this.focusPopup(frames - 1));
  }

  setMe(point) {
    this.me?.remove();
    this.me = this.#still(point, L.divIcon({ className: "me", iconSize: [20, 20] }));
  }

  setHome(point) {
    this.home?.remove();
    this.home = point && this.#still(point, L.divIcon({ html: drawIcon(this.sprite, "home"), className: "marker marker--home", iconSize: [40, 40] }));
  }

  remove() {
    this.map.remove();
  }

  #still(point, icon) {
    return L.marker([point.lat, point.lon], { icon, interactive: false, keyboard: false }).addTo(this.map);
  }

  #open({ lat, lon }, content) {
    this.isOpening = true;
    L.popup({ minWidth: 200, maxWidth: 320, autoPanPadding: [24, 24] }).setLatLng([lat, lon]).setContent(content).openOn(this.map);
    this.isOpening = false;
  }

  #moved() {
    if (!this.isVisible) return;
    const { lat, lng } = this.map.getCenter();
    this.view = { zoom: this.map.getZoom(), lat, lon: lng };
    this.on.moved(this.view);
  }

  #resized() {
    const { view } = this; // Leaflet's own answer to a new size would move it.
    const { isVisible } = this;
    this.map.invalidateSize({ pan: false });
    if (isVisible && !this.wasVisible) this.goTo(view);
    this.wasVisible = isVisible;
  }
}
