// Sets the two coordinate fields by a pin on the map, by the phone's position, or reads them back.
const START = [58.96, 16.6];
const START_ZOOM = 10;
const CLOSE_ZOOM = 14;
const PAUSE_MS = 250;
const DECIMALS = 6;

class PlacePicker extends HTMLElement {
  connectedCallback() {
    this.lat = this.querySelector("[name=lat]");
    this.lon = this.querySelector("[name=lon]");
    const at = this.read();
    this.map = L.map(this.querySelector("[data-map]"), { attributionControl: false }).setView(at ?? START, at ? CLOSE_ZOOM : START_ZOOM);
    this.drawRoad(!at);
    const icon = L.divIcon({ className: "picker-pin", iconSize: [44, 44], iconAnchor: [22, 36] });
    this.pin = L.marker(at ?? this.map.getCenter(), { draggable: true, autoPan: true, keyboard: true, icon, title: "", alt: "" }).addTo(this.map);
    this.pin.on("dragend", () => this.write(this.pin.getLatLng()));
    this.map.on("click", (event) => this.write(event.latlng));
    for (const field of [this.lat, this.lon]) field.addEventListener("change", () => this.follow());
    this.locate();
  }

  read() {
    const at = [Number(this.lat.value), Number(this.lon.value)];
    return this.lat.value && this.lon.value && at.every(Number.isFinite) ? at : null;
  }

  drawRoad(fit) {
    const source = this.querySelector("[data-road]");
    if (!source) return;
    const road = L.geoJSON(JSON.parse(source.textContent), { interactive: false, style: { className: "picker-road" } }).addTo(this.map);
    if (fit) this.map.fitBounds(road.getBounds(), { animate: false });
  }

  locate() {
    const button = this.querySelector("[data-here]");
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        this.write(L.latLng(coords.latitude, coords.longitude));
        this.map.setView(this.pin.getLatLng(), CLOSE_ZOOM);
      });
    });
  }

  follow() {
    const at = this.read();
    if (!at) return;
    this.pin.setLatLng(at);
    this.map.panTo(at);
    this.tell();
  }

  write(at) {
    this.lat.value = at.lat.toFixed(DECIMALS);
    this.lon.value = at.lng.toFixed(DECIMALS);
    this.pin.setLatLng(at);
    this.tell();
  }

  tell() {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const query = new URLSearchParams({ lat: this.lat.value, lon: this.lon.value });
      const answer = await fetch(`${this.dataset.where}?${query}`).catch(() => null);
      if (answer?.ok) this.querySelector("[data-says]").innerHTML = (await answer.json()).html;
    }, PAUSE_MS);
  }
}

customElements.define("place-picker", PlacePicker);
