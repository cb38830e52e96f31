// Sets coordinates by pins on the map, by the phone's position, by a place's name, or reads them back.
const START = [58.96, 16.6];
const START_ZOOM = 10;
const CLOSE_ZOOM = 14;
const PAUSE_MS = 250;
const DECIMALS = 6;

class PlacePicker extends HTMLElement {
  connectedCallback() {
    this.building = this.fields("");
    this.entrance = this.fields("entrance_");
    const at = this.read(this.building);
    this.map = L.map(this.querySelector("[data-map]"), { attributionControl: false }).setView(at ?? START, at ? CLOSE_ZOOM : START_ZOOM);
    this.drawRoad(!at);
    this.pin = this.makePin(at ?? this.map.getCenter(), "picker-pin", this.building).addTo(this.map);
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

  makePin(at, className, fields) {
    const icon = L.divIcon({ className, iconSize: [44, 44], iconAnchor: [22, 36] });
    const pin = L.marker(at, { draggable: true, autoPan: true, keyboard: true, icon, title: "", alt: "" });
    pin.on("dragend", () => this.write(fields, pin.getLatLng()));
    for (const field of Object.values(fields)) field.addEventListener("change", () => this.follow(pin, fields));
    return pin;
  }

  drawRoad(fit) {
    const source = this.querySelector("[data-road]");
    if (!source) return;
    const road = L.geoJSON(JSON.parse(source.textContent), { interactive: false, style: { className: "picker-road" } }).addTo(this.map);
    if (fit) this.map.fitBounds(road.getBounds(), { animate: false });
  }

  prepareEntrance() {
    const at = this.read(this.entrance);
    this.gate = this.makePin(at ?? START, "picker-pin picker-pin--entrance", this.entrance);
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

  // No register of addresses is at hand: what is found are villages and places, and the pin is dragged from there.
  async find(text) {
    const words = text.split(",").map((word) => word.trim()).filter(Boolean);
    for (const word of [text.trim(), ...words.reverse(), ...text.split(/[\s,]+/).reverse()]) {
      if (word.length < 3 || /\d/.test(word)) continue;
      const answer = await fetch(`/api/fraga/sok?${new URLSearchParams({ q: word, limit: 10 })}`).catch(() => null);
      const results = answer?.ok ? (await answer.json()).results : [];
      const hit = results.find((result) => result.lat !== null);
      if (!hit) continue;
      this.write(this.building, L.latLng(hit.lat, hit.lon));
      this.map.setView(this.pin.getLatLng(), CLOSE_ZOOM);
      this.say(`${this.querySelector("[data-found]").dataset.near} ${hit.name}`);
      return;
    }
    this.say(this.querySelector("[data-found]").dataset.none);
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
