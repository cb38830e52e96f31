// Sets coordinates by pins on the map, by the phone's position, by a place's name, or reads them back.
import { drawGround, groundOf } from "../map/ground.js";

const START = [58.96, 16.6];
const START_ZOOM = 10;
const CLOSE_ZOOM = 14;
const PAUSE_MS = 250;
const DECIMALS = 6;
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const NEAR_PX = 4;
const FAR_PX = 40;

class PlacePicker extends HTMLElement {
  connectedCallback() {
    this.building = this.fields("");
    this.entrance = this.fields("entrance_");
    const at = this.read(this.building);
    const frame = this.querySelector("[data-map]");
    this.words = frame.dataset;
    this.map = L.map(frame, { attributionControl: false }).setView(at ?? START, at ? CLOSE_ZOOM : START_ZOOM);
    drawGround(this.map, { ...groundOf(this), hasLinks: false });
    this.drawRoad(!at);
    this.pin = this.makePin(at ?? this.map.getCenter(), "picker-pin", this.building, this.words.pin).addTo(this.map);
    // Not yet set: it waits to be dragged, and says so by its look.
    this.pin.getElement().classList.toggle("picker-pin--unset", !at);
    this.map.on("click", (event) => this.write(this.building, event.latlng));
    this.prepareEntrance();
    this.prepareLocate();
    this.prepareFind();
    if (at) this.tell();
  }

  fields(prefix) {
    return { lat: this.querySelector(`[name=${prefix}lat]`), lon: this.querySelector(`[name=${prefix}lon]`) };
  }

  read({ lat, lon }) {
    const at = [Number(lat.value), Number(lon.value)];
    return lat.value && lon.value && at.every(Number.isFinite) ? at : null;
  }

  makePin(at, className, fields, name) {
    const icon = L.divIcon({ className, iconSize: [44, 44], iconAnchor: [22, 36] });
    const pin = L.marker(at, { draggable: true, autoPan: true, keyboard: true, icon, title: name });
    pin.on("add", () => {
      const element = pin.getElement();
      element.setAttribute("aria-label", name);
      element.addEventListener("keydown", (event) => this.nudge(event, pin, fields));
    });
    pin.on("dragend", () => this.write(fields, pin.getLatLng()));
    for (const field of Object.values(fields)) field.addEventListener("change", () => this.follow(pin, fields));
    return pin;
  }

  // Arrow keys move the pin as dragging does; far with shift.
  nudge(event, pin, fields) {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const far = event.shiftKey ? FAR_PX : NEAR_PX;
    const from = this.map.latLngToContainerPoint(pin.getLatLng());
    const at = this.map.containerPointToLatLng(from.add([step[0] * far, step[1] * far]));
    this.write(fields, at);
    this.map.panInside(at, { padding: [60, 60], animate: false });
  }

  drawRoad(fit) {
    const source = this.querySelector("[data-road]");
    if (!source) return;
    const road = L.geoJSON(JSON.parse(source.textContent), { interactive: false, style: { className: "picker-road" } }).addTo(this.map);
    if (fit) this.map.fitBounds(road.getBounds(), { animate: false });
  }

  prepareEntrance() {
    const at = this.read(this.entrance);
    this.gate = this.makePin(at ?? START, "picker-pin picker-pin--entrance", this.entrance, this.words.gate);
    if (at) this.gate.addTo(this.map);
    this.querySelector("[data-entrance]").hidden = false;
    this.querySelector("[data-entrance-set]").addEventListener("click", () => {
      this.gate.addTo(this.map);
      this.write(this.entrance, this.map.getCenter());
    });
    this.querySelector("[data-entrance-clear]").addEventListener("click", () => {
      this.gate.remove();
      this.entrance.lat.value = "";
      this.entrance.lon.value = "";
      this.tell();
    });
  }

  prepareLocate() {
    const button = this.querySelector("[data-here]");
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          this.write(this.building, L.latLng(coords.latitude, coords.longitude));
          this.map.setView(this.pin.getLatLng(), CLOSE_ZOOM);
        },
        () => this.say(button.dataset.denied),
      );
    });
  }

  prepareFind() {
    const box = this.querySelector("[data-find]");
    const field = box.querySelector("input");
    box.hidden = false;
    box.querySelector("button").addEventListener("click", () => this.find(field.value));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.find(field.value);
    });
  }

  async find(text) {
    const says = this.querySelector("[data-found]").dataset;
    this.#list([]);
    if (text.trim().length < 3) return;
    const answer = await fetch(`${this.dataset.address}?${new URLSearchParams({ q: text })}`).catch(() => null);
    if (!answer?.ok) return this.say(says.unreached);
    const { hits } = await answer.json();
    if (!hits.length) return this.say(says.none);
    if (hits.length === 1 || hits[0].kind === "address") return this.choose(hits[0], text);
    this.say(says.several);
    this.#list(hits, text);
  }

  #list(hits, text) {
    const list = this.querySelector("[data-hits]");
    list.replaceChildren(...hits.map((hit) => this.#hit(hit, text)));
    list.hidden = !hits.length;
  }

  #hit(hit, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.textContent = [hit.name, hit.detail].filter(Boolean).join(" · ");
    button.addEventListener("click", () => this.choose(hit, text));
    const row = document.createElement("li");
    row.append(button);
    return row;
  }

  choose(hit, text) {
    this.#list([]);
    this.write(this.building, L.latLng(hit.lat, hit.lon));
    this.map.setView(this.pin.getLatLng(), CLOSE_ZOOM);
    this.say(`${hit.name}. ${hit.words}`);
    const address = this.closest("form").elements.address;
    // What reads like a street and a number is what visitors would write, too.
    if (address && !address.value && /^\D{3,} \d/.test(text)) address.value = text.trim();
  }

  say(words) {
    this.querySelector("[data-found]").textContent = words;
  }

  follow(pin, fields) {
    const at = this.read(fields);
    if (!at) return;
    pin.setLatLng(at).addTo(this.map);
    this.map.panTo(at);
    this.tell();
  }

  write(fields, at) {
    fields.lat.value = at.lat.toFixed(DECIMALS);
    fields.lon.value = at.lng.toFixed(DECIMALS);
    (fields === this.building ? this.pin : this.gate).setLatLng(at);
    this.tell();
  }

  tell() {
    if (this.read(this.building)) this.pin.getElement().classList.remove("picker-pin--unset");
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const query = new URLSearchParams({ lat: this.building.lat.value, lon: this.building.lon.value });
      const gate = this.read(this.entrance);
      if (gate) query.set("entrance", gate.join(","));
      const answer = await fetch(`${this.dataset.where}?${query}`).catch(() => null);
      if (answer?.ok) this.querySelector("[data-says]").innerHTML = (await answer.json()).html;
    }, PAUSE_MS);
  }
}

customElements.define("place-picker", PlacePicker);
