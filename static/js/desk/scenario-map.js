// <scenario-map>: put services on the map, drag, close and move them; figures and goals follow.
// The address holds the changes, as it does without scripts; the server measures and says them in words.
import { gettext } from "../i18n.js";
import { drawGround, groundOf } from "../map/ground.js";
import { changed, queryOf, withChange, without } from "./changes.js";

const WAIT_MS = 150;

class ScenarioMap extends HTMLElement {
  connectedCallback() {
    const data = JSON.parse(document.getElementById("scenario-data").textContent);
    this.places = data.places;
    this.changes = data.changes;
    this.canvas = this.querySelector("[data-canvas]");
    this.says = this.querySelector("[data-says]");
    this.list = document.querySelector("[data-changes]");
    this.outcome = document.querySelector("[data-outcome]");
    this.canvas.hidden = this.querySelector("[data-tools]").hidden = false;
    this.map = L.map(this.canvas, { attributionControl: true, maxZoom: 16, minZoom: 5, zoomSnap: 0.5 }).setView([59.06, 16.62], 9);
    this.map.attributionControl.setPrefix("");
    this.marks = L.layerGroup().addTo(this.map);
    this.category = this.querySelector("[data-category]");
    this.category.addEventListener("change", () => this.#draw());
    this.querySelector("[data-add]").addEventListener("click", () => this.#openHere());
    this.list.addEventListener("click", (event) => this.#takeAway(event));
    drawGround(this.map, { ...groundOf(this), hasLinks: false }).then(({ extent }) => {
      if (extent) this.map.fitBounds(extent, { animate: false, padding: [12, 12] });
      this.dataset.state = "ready";
    });
    this.#draw();
  }

  #openHere() {
    const { lat, lng } = this.map.getCenter();
    this.#change(`oppna,${this.category.value},${lng.toFixed(5)},${lat.toFixed(5)}`);
  }

  /** Draw the category's places, those closed as crossed out, and what is new or moved. */
  #draw() {
    this.marks.clearLayers();
    const touched = new Map(this.changes.filter((one) => one.place).map((one) => [one.place, one]));
    for (const place of this.places) {
      if (!place.categories.includes(this.category.value)) continue;
      const change = touched.get(place.id);
      if (change?.kind === "stang") this.#mark(place, "closed", change);
      else this.#mark(change?.kind === "flytta" ? { ...place, lon: change.lon, lat: change.lat } : place, change ? "moved" : "there", change);
    }
    for (const one of this.changes) {
      if (one.kind === "oppna") this.#mark({ name: one.words, lon: one.lon, lat: one.lat }, "new", one);
    }
  }

  #mark(place, state, change) {
    const icon = L.divIcon({ className: `scenario-mark scenario-mark--${state}`, iconSize: [22, 22] });
    const marker = L.marker([place.lat, place.lon], { icon, draggable: state !== "closed", title: place.name, alt: place.name, keyboard: true });
    marker.bindPopup(() => this.#popup(place, state, change));
    marker.on("dragend", () => {
      const { lat, lng } = marker.getLatLng();
      const at = `${lng.toFixed(5)},${lat.toFixed(5)}`;
      const text = state === "new" ? changed(change.text, at) : `flytta,${place.id},${at}`;
      this.#set(withChange(this.#texts(), change?.text, text));
    });
    marker.addTo(this.marks);
  }

  #popup(place, state, change) {
    const box = document.createElement("div");
    const name = document.createElement("p");
    name.textContent = place.name;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = change ? gettext("Undo") : gettext("Close it");
    button.addEventListener("click", () => {
      this.map.closePopup();
      if (change) this.#set(without(this.#texts(), change.text));
      else this.#change(`stang,${place.id},${this.category.value}`);
    });
    box.append(name, button);
    return box;
  }

  #takeAway(event) {
    const link = event.target.closest("a[data-text]");
    if (!link) return;
    event.preventDefault();
    this.#set(without(this.#texts(), link.dataset.text));
  }

  #texts() {
    return this.changes.map((one) => one.text);
  }

  #change(text) {
    this.#set(withChange(this.#texts(), null, text));
  }

  /** Write the changes in the address at once, and ask what they do; only the newest answer is shown. */
  #set(texts) {
    history.replaceState(null, "", `${this.dataset.home}${queryOf(texts)}`);
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.#ask(texts), WAIT_MS);
  }

  async #ask(texts) {
    this.asking?.abort();
    this.asking = new AbortController();
    this.dataset.state = "asking";
    try {
      const address = `${this.dataset.question}${queryOf(texts, this.dataset.language)}`;
      const response = await fetch(address, { signal: this.asking.signal, headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.detail || gettext("The figures could not be read. Try again in a while."));
      this.changes = answer.changes;
      this.#show(answer);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#say(error.message);
      history.replaceState(null, "", `${this.dataset.home}${queryOf(this.#texts())}`);
      this.#draw();
    }
    this.dataset.state = "ready";
  }

  #show(answer) {
    this.#draw();
    this.#say("");
    // The server's own template: the same words and escaping as without scripts.
    this.outcome.replaceChildren(document.createRange().createContextualFragment(answer.html));
    this.list.replaceChildren(...answer.changes.map((one) => this.#line(one)));
    for (const form of document.querySelectorAll("[data-keeps-changes], form:has(> [name=lagg])")) this.#keep(form, answer.changes);
  }

  #line(one) {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = one.words;
    const link = document.createElement("a");
    link.href = queryOf(without(this.#texts(), one.text)) || this.dataset.home;
    link.dataset.text = one.text;
    link.textContent = gettext("Take away");
    link.setAttribute("aria-label", `${gettext("Take away")}: ${one.words}`);
    line.append(words, " ", link);
    return line;
  }

  #keep(form, changes) {
    for (const field of form.querySelectorAll("[name=c]")) field.remove();
    for (const one of changes) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "c";
      field.value = one.text;
      form.prepend(field);
    }
    const select = form.querySelector("[name=change]");
    select?.replaceChildren(...changes.map((one) => new Option(one.words, one.text)));
  }

  #say(text) {
    this.says.textContent = text;
  }
}

customElements.define("scenario-map", ScenarioMap);
