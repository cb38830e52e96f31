// Keeps the last day plan's address in this browser, and offers it again. Nothing is sent anywhere.
const KEY = "day-plan:" + location.pathname;

const kept = () => {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
};

const asked = new URLSearchParams(location.search);
if (asked.getAll("stopp").length) {
  try {
    localStorage.setItem(KEY, location.search);
  } catch {
    // A browser that keeps nothing still has the address.
  }
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
