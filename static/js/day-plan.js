// Keeps the last day plan in this browser, also for when there is no signal. Nothing is sent anywhere.
const KEY = "day-plan:" + location.pathname;
const PAGES = "pages";

const kept = () => {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
};

// The service worker serves what lies in the caches; a first visit came before it.
async function keepForNoSignal() {
  if (!("caches" in window)) return;
  const own = [...document.querySelectorAll('link[rel="stylesheet"], script[src]')].map((one) => one.href || one.src);
  const cache = await caches.open(PAGES);
  await cache.addAll([...new Set([location.pathname, location.pathname + location.search, ...own])]);
  document.querySelector("[data-kept-offline]").hidden = false;
}

const asked = new URLSearchParams(location.search);
if (asked.getAll("stopp").length) {
  try {
    localStorage.setItem(KEY, location.search);
  } catch {
    // A browser that keeps nothing still has the address.
  }
  if (navigator.onLine) keepForNoSignal().catch(() => {});
} else if (kept().startsWith("?")) {
  document.querySelector("[data-kept-link]").href = location.pathname + kept();
  document.querySelector("[data-kept-plan]").hidden = false;
}

// Only chosen stops belong in the address; the minutes of the others would make it long.
document.querySelector("form.form")?.addEventListener("submit", (event) => {
  for (const box of event.target.querySelectorAll('input[name="stopp"]')) {
    event.target.elements[`min_${box.value}`].disabled = !box.checked;
  }
});

// What is typed hides what does not fit at once; without scripts a button does it. The chosen stay.
const shown = document.querySelector("[data-choices-shown]");
const rows = [...document.querySelectorAll("[data-choice]")];
document.querySelector("#sok")?.addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLocaleLowerCase();
  let count = 0;
  for (const row of rows) {
    const fits = row.textContent.toLocaleLowerCase().includes(wanted) || row.querySelector("input").checked;
    row.hidden = !fits;
    count += fits;
  }
  for (const group of document.querySelectorAll(".plan-choices__many")) {
    group.hidden = !group.querySelector("[data-choice]:not([hidden])");
    if (wanted) group.querySelector("details").open = true;
  }
  shown.textContent = count;
});
