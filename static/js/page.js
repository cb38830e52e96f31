// What every page does with scripts on: the menu on narrow screens, light or dark, focus on errors.

function setUpMenu() {
  const button = document.querySelector("[data-menu-button]");
  const menu = document.getElementById("menu");
  if (!button || !menu) return;
  const set = (open) => {
    menu.classList.toggle("is-open", open);
    button.setAttribute("aria-expanded", String(open));
  };
  button.addEventListener("click", () => set(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("is-open")) {
      set(false);
      button.focus();
    }
  });
}

function setUpTheme() {
  const button = document.querySelector("[data-theme-button]");
  if (!button) return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const current = () => document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
  const say = () => button.setAttribute("aria-pressed", String(current() === "dark"));
  button.hidden = false;
  say();
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    say();
    try {
      localStorage.setItem("theme", next);
    } catch {
      // Storage is blocked or full: the choice lasts as long as the page.
    }
    document.dispatchEvent(new CustomEvent("theme-changed"));
  });
}

function setUpOffline() {
  const word = document.querySelector("[data-offline-word]");
  const say = () => {
    if (word) word.hidden = navigator.onLine;
  };
  addEventListener("online", say);
  addEventListener("offline", say);
  say();
  // After the page itself, which it would otherwise slow down. Storage may be blocked: the portal then
  // simply needs a connection.
  const keep = () => navigator.serviceWorker?.register("/sw.js").catch(() => {});
  const later = () => (globalThis.requestIdleCallback ?? setTimeout)(keep);
  if (document.readyState === "complete") later();
  else addEventListener("load", later, { once: true });
}

// A word of what was done can be put away, and gives the keyboard back to the page.
function setUpDone() {
  for (const button of document.querySelectorAll("[data-done] [data-close]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      button.closest(".notice").remove();
      document.getElementById("content")?.focus({ preventScroll: true });
    });
  }
}

const shareRows = document.querySelectorAll("[data-share-row]");
if (shareRows.length) import("./share.js").then(({ setUpShareRow }) => shareRows.forEach(setUpShareRow)).catch(() => {});

setUpMenu();
setUpDone();
setUpOffline();
setUpTheme();
document.querySelector("[data-focus-first]")?.focus();
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
