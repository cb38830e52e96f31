// Share what the map shows: its address, and code for another site.
import { gettext } from "../i18n.js";
import { share } from "../share.js";

async function shareMap(say) {
  const outcome = await share(location.href, document.title);
  if (outcome === "copied") say(gettext("The address is copied. It shows the map as you see it."));
  if (outcome === "failed") say(gettext("The address could not be copied. Copy it from the address field."));
}

/** The code that puts this view of the map into another page. */
export function embedCode(embedUrl, { search, hash }) {
  const url = new URL(embedUrl);
  url.search = search;
  url.hash = hash;
  const address = url.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${address}" title="Bygdekartan" width="100%" height="480" loading="lazy"></iframe>`;
}

export function setUpSharing(root, say) {
  for (const button of root.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => shareMap(say));
  }
  const code = root.querySelector("[data-embed-code]");
  const box = code?.closest("details");
  box?.addEventListener("toggle", () => {
    if (box.open) code.value = embedCode(new URL(code.dataset.embedCode, location.href).href, location);
  });
}
