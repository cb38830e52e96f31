// Layers the operator has set: one background at a time, any number on top; our own ground when one does not answer.
import { fill, gettext } from "../i18n.js";

const PATIENT_FAILURES = 6;

function build(spec) {
  const options = { attribution: spec.attribution, maxNativeZoom: spec.max_zoom, maxZoom: 22, opacity: spec.opacity };
  return spec.kind === "wms"
    ? L.tileLayer.wms(spec.url, { ...options, layers: spec.layers, format: "image/png", transparent: true })
    : L.tileLayer(spec.url, options);
}

export class Layers {
  constructor({ map, specs, chosen, onChange, onDown }) {
    Object.assign(this, { map, onChange, onDown });
    this.layers = new Map(specs.map((spec) => [spec.slug, { spec, layer: build(spec) }]));
    this.own = L.layerGroup();
    if (!specs.length) return;
    for (const { spec, layer } of this.layers.values()) this.#watch(spec, layer);
    this.#control();
    this.show(chosen);
    map.on("baselayerchange overlayadd overlayremove", () => this.#chosen());
  }

  /** Show what the address says; nothing said is the first background, `own` is ours. */
  show(chosen) {
    const known = chosen.filter((slug) => slug === "own" || this.layers.has(slug));
    const first = [...this.layers.values()].find(({ spec }) => spec.is_background)?.spec.slug ?? "own";
    const isBackground = (slug) => slug === "own" || this.layers.get(slug).spec.is_background;
    const wanted = new Set(known.some(isBackground) ? known : [first, ...known]);
    this.isSilent = true;
    for (const [slug, { layer }] of this.layers) this.map[wanted.has(slug) ? "addLayer" : "removeLayer"](layer);
    this.map[wanted.has("own") ? "addLayer" : "removeLayer"](this.own);
    this.isSilent = false;
    this.#mark();
  }

  #control() {
    const backgrounds = { [gettext("The portal's own map")]: this.own };
    const overlays = {};
    for (const { spec, layer } of this.layers.values()) (spec.is_background ? backgrounds : overlays)[spec.name] = layer;
    L.control.layers(backgrounds, overlays, { position: "topright" }).addTo(this.map);
    const toggle = this.map.getContainer().querySelector(".leaflet-control-layers-toggle");
    toggle?.setAttribute("aria-label", gettext("Map layers"));
    if (toggle) toggle.title = gettext("Map layers");
  }

  /** Our land is drawn where no background lies over it. */
  #mark() {
    const hasBackground = [...this.layers.values()].some(({ spec, layer }) => spec.is_background && this.map.hasLayer(layer));
    this.map.getContainer().classList.toggle("has-background", hasBackground);
  }

  #chosen() {
    if (this.isSilent) return;
    this.#mark();
    const shown = [...this.layers.values()].filter(({ layer }) => this.map.hasLayer(layer)).map(({ spec }) => spec.slug);
    const hasBackground = shown.some((slug) => this.layers.get(slug).spec.is_background);
    this.onChange(hasBackground ? shown : ["own", ...shown]);
  }

  /** A layer of which nothing comes is taken away and said; it can be chosen again. */
  #watch(spec, layer) {
    let failures = 0;
    layer.on("tileload", () => (failures = -Infinity));
    layer.on("tileerror", () => {
      failures += 1;
      if (failures !== PATIENT_FAILURES || !this.map.hasLayer(layer)) return;
      failures = 0;
      this.isSilent = true;
      this.map.removeLayer(layer);
      if (spec.is_background) this.map.addLayer(this.own);
      this.isSilent = false;
      this.#mark();
      this.onDown(fill(gettext("%(name)s does not answer. The portal's own map is shown instead."), { name: spec.name }));
    });
  }
}
