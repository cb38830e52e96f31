// How far a long piece of work has come, asked again while it is under way: papers, searches, measurements.
const AGAIN_MS = 1500;

/** Put the server's own template in the box; whoever stood on a button stands there still. */
function show(box, html) {
  const held = box.contains(document.activeElement) ? document.activeElement : null;
  const among = held ? [...box.querySelectorAll("a, button")].indexOf(held) : -1;
  box.replaceChildren(document.createRange().createContextualFragment(html));
  if (among >= 0) box.querySelectorAll("a, button")[among]?.focus();
}

async function look(box) {
  try {
    const response = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const answer = await response.json();
    if (!answer.under_way && "reload" in box.dataset) {
      location.reload();
      return;
    }
    show(box, answer.html);
    if (answer.under_way) setTimeout(look, AGAIN_MS, box);
  } catch {
    setTimeout(look, 4 * AGAIN_MS, box);
  }
}

for (const box of document.querySelectorAll("[data-progress]")) {
  if (box.querySelector("progress, [data-under-way]")) setTimeout(look, AGAIN_MS, box);
}
