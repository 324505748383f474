// On a narrow screen an opened source lies over the answer: what is below it is out of reach, keeps
// its place, and is there again by the button, by Escape, by the browser's own way
// back (see script.js), or with room for both.

const NARROW = matchMedia("(max-width: 60rem)");

let covers = false;

export const narrow = () => NARROW.matches;

export function cover() {
  if (covers || !NARROW.matches) return;
  covers = true;
  document.documentElement.classList.add("pane-covers");
  document.querySelectorAll("#ask, #head").forEach((one) => { one.inert = true; });
}

export function uncover() {
  if (!covers) return false;
  covers = false;
  document.documentElement.classList.remove("pane-covers");
  document.querySelectorAll("#ask, #head").forEach((one) => { one.inert = false; });
  return true;
}

NARROW.addEventListener("change", () => uncover());
