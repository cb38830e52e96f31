// Who follows a link and comes back finds the page where it was left: as far down, and on the same link.

const KEY = "map-left";

/** Note, in this tab only, from where a link was followed. */
export function noteLeaving(root, seen) {
  root.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href]");
    if (!link) return;
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ path: location.pathname, href: link.getAttribute("href"), scroll: scrollY, ...seen() }));
    } catch {
      // Storage is blocked or full: the page then opens at its top.
    }
  });
}

/** What was noted, if the reader came here by the back button. */
export function leftAt() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") return null;
  try {
    const noted = JSON.parse(sessionStorage.getItem(KEY));
    return noted?.path === location.pathname ? noted : null;
  } catch {
    return null;
  }
}

/** Go back to where the link stands; one in a folded list is unfolded. */
export function comeBack(root, { href, scroll }) {
  const link = root.querySelector(`a[href="${CSS.escape(href)}"]`);
  link?.closest("details")?.setAttribute("open", "");
  link?.focus({ preventScroll: true });
  scrollTo({ top: scroll, behavior: "instant" });
}
