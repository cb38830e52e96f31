// Sets the chosen theme before the first paint, and says that scripts run. The only script that blocks.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch {
    // Storage is blocked: the system's own choice stands.
  }
})();
