// Fetches the map library when a map is wanted, not before.
/** Fetch Leaflet, its style first; a page that never shows the map never asks for either. */
export async function loadLeaflet({ leafletScript, leafletStyle }) {
  if (globalThis.L) return;
  const arrived = (node) => new Promise((resolve, reject) => Object.assign(node, { onload: resolve, onerror: reject }));
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: leafletStyle });
  const script = Object.assign(document.createElement("script"), { src: leafletScript });
  const both = Promise.all([arrived(style), arrived(script)]);
  // Before our own styles, which say more.
  document.head.prepend(style);
  document.head.append(script);
  await both;
}
