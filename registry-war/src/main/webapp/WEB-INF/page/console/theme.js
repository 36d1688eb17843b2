// Light, dark, or as the system has it. The choice is stored in this browser.

const KEY = "microcdi-theme";
const ORDER = ["auto", "light", "dark"];
const WORDS = {auto: "Theme: system", light: "Theme: light", dark: "Theme: dark"};
const storedTheme = () => {
  try {
    return localStorage.getItem(KEY) ?? "auto";
  } catch {
    return "auto"; // a browser that keeps nothing
  }
};

/**
 * @param {HTMLElement} button changes the theme
 * @param {() => void} changed is called after each change, also of the system's theme
 */
export function setUpTheme(button, changed) {
  let theme = ORDER.includes(storedTheme()) ? storedTheme() : "auto";
  const apply = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = WORDS[theme];
  };
  button.addEventListener("click", () => {
    theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // it holds until the page is loaded again
    }
    apply();
    changed();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  apply();
}
