// Share an address by the device's own way or the clipboard; where neither works, the address stands there to copy.

/** Share; what happened is one of `shared`, `copied`, `stopped` (the reader thought better of it) or `failed`. */
export async function share(address, title) {
  try {
    if (navigator.share) {
      await navigator.share({ title, url: address });
      return "shared";
    }
    await navigator.clipboard.writeText(address);
    return "copied";
  } catch (error) {
    return error.name === "AbortError" ? "stopped" : "failed";
  }
}

/** A page's own row: button, what came of it, and the plain address, which stands there without scripts too. */
export function setUpShareRow(row) {
  const button = row.querySelector("[data-share-page]");
  const says = row.querySelector("[data-share-says]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const outcome = await share(row.dataset.address, document.title);
    says.textContent = says.dataset[outcome] ?? "";
    row.classList.toggle("shows-address", outcome === "failed");
  });
}
