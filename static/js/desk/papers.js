// How far a service plan's papers have come, asked again while one is under way.
const AGAIN_MS = 1500;
const box = document.querySelector("[data-papers]");

async function look() {
  try {
    const response = await fetch(box.dataset.papers, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const answer = await response.json();
    // The server's own template, with its forms.
    box.replaceChildren(document.createRange().createContextualFragment(answer.html));
    if (answer.under_way) setTimeout(look, AGAIN_MS);
  } catch {
    setTimeout(look, 4 * AGAIN_MS);
  }
}

if (box?.querySelector("[data-under-way]")) setTimeout(look, AGAIN_MS);
