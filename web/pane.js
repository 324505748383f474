// What can be done with an open source: go from one cited passage to the next, find words, see the
// outline and the record, cite, look at the page itself. `script.js` opens sources and gives the focus.

import { cover, narrow, uncover } from "./pane_cover.js";
import { finder } from "./pane_find.js";
import { pageView } from "./pane_page.js";
import { citationsHere, current, markAnew, markOthers, placeOf } from "./pane_passages.js";
import { breakBefore, bringIntoView, firstSeen, selectedIn } from "./pane_text.js";

const FIND_MS = 150;
const SELECT_MS = 300;

const live = document.createElement("p");
live.className = "for-screen-readers";
live.setAttribute("role", "status");
document.body.append(live);

function say(words) {
  live.textContent = "";
  setTimeout(() => { live.textContent = words; }, 60);
}

const found = finder(say);
const pages = pageView(say);
let address = new URLSearchParams(location.search).has("source") ? location.search : "";
let listed = []; // the citations of the conversation that lead to this source, in the order of the text
let state = null; // what the server says of the source
let picture = false;
let selected = null;
let waiting = null;

const root = () => document.querySelector("#pane .source[data-source]");
const part = (name) => document.querySelector(`#pane ${name}`);
const body = () => part(".source[data-source] .source-body");

// -- passages ------------------------------------------------------------------------------

function showTurns(where) {
  const turns = part(".pane-turns");
  if (!turns) return;
  turns.hidden = listed.length === 0;
  const now = current(listed, where);
  const which = listed[now]?.words.match(/^\[\d+\]/)?.[0] ?? "";
  part(".pane-count").textContent = now < 0 ? `${listed.length} cited` : `${which} ${now + 1} of ${listed.length}`.trim();
}

async function turn(step) {
  const where = placeOf(address);
  listed = citationsHere(where.source);
  if (!listed.length) return;
  let now = current(listed, where);
  if (now < 0) {
    const at = where.at?.start ?? 0;
    const after = listed.findIndex((one) => one.at.start >= at);
    now = step > 0 ? (after < 0 ? 0 : after) - 1 : (after < 0 ? listed.length : after);
  }
  const next = listed[(now + step + listed.length) % listed.length];
  const button = document.activeElement?.closest?.(".pane-turns button");
  await window.jointWorkingReading?.open(next.link);
  if (button?.isConnected) button.focus({ preventScroll: true });
  const at = current(listed, placeOf(address)) + 1; // the list was made anew
  say(`Citation ${at} of ${listed.length}: ${next.words}. ${part(".where").textContent}`);
}

// -- what the pane holds -------------------------------------------------------------------

async function stateOf(source) {
  const reply = await fetch(`reading/state?${new URLSearchParams({ source })}`);
  return reply.json();
}

let leaving = new AbortController();

// Brings what an address leads to into the pane; false where the server cannot be reached.
async function fill(holder, wanted) {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const where = placeOf(wanted);
  try {
    if (where.source && root()?.dataset.source === where.source) {
      const now = await stateOf(where.source);
      if (signal.aborted) return true;
      if (now.text === root()?.dataset.text) {
        address = wanted;
        state = now;
        markAnew(body(), where, part(".where"));
        found.again();
        return true;
      }
    }
    const reply = await fetch(`reading/pane${wanted}`, { signal });
    if (!reply.ok) return false;
    const markup = await reply.text();
    if (signal.aborted) return true;
    if (root()?.dataset.source !== where.source) picture = false;
    address = wanted;
    state = null;
    found.forget();
    selected = null;
    holder.innerHTML = markup;
    return true;
  } catch {
    return signal.aborted;
  }
}

// The pane holds something new, or the same source with another passage marked.
async function arrived(opened) {
  if (opened) cover();
  const source = root();
  if (!source) return;
  const where = placeOf(address);
  listed = citationsHere(source.dataset.source);
  markOthers(body(), listed, where);
  showTurns(where);
  if (panelOpen("cite")) cite();
  try {
    state = state ?? (await stateOf(source.dataset.source));
  } catch {
    state = null;
  }
  if (root() !== source) return;
  part(".pane-looks").hidden = !state?.version;
  if (picture && state?.version) showPicture();
}

function settle(passage) {
  if (body()) bringIntoView(body(), () => passage.getBoundingClientRect());
}

// -- panels --------------------------------------------------------------------------------

const opener = (which) => part(`[data-pane="${which}"]`);
const panelOpen = (which) => opener(which)?.getAttribute("aria-expanded") === "true";

function setPanel(which, open) {
  opener(which).setAttribute("aria-expanded", String(open));
  part(`#pane-${which}`).hidden = !open;
  if (which === "find" && !open) {
    found.forget();
    part(".pane-found").textContent = "";
  }
}

function toggle(which) {
  const open = !panelOpen(which);
  for (const other of ["find", "outline", "about", "cite"]) {
    if (opener(other) && other !== which && panelOpen(other)) setPanel(other, false);
  }
  setPanel(which, open);
  if (!open) return;
  if (which === "find") {
    if (picture) showText();
    part("#pane-words").focus();
    part("#pane-words").select();
    if (part("#pane-words").value) find();
  }
  if (which === "cite") cite();
}

function find(spoken = true) {
  part(".pane-found").textContent = found.find(body(), part("#pane-words").value, spoken);
}

function goTo(id) {
  const target = document.getElementById(id);
  if (!target || !body()?.contains(target)) return;
  if (picture) showText();
  if (narrow() && panelOpen("outline")) setPanel("outline", false);
  target.focus({ preventScroll: true });
  const top = () => {
    body().scrollTop += target.getBoundingClientRect().top - body().getBoundingClientRect().top - 12;
  };
  top();
  requestAnimationFrame(() => { top(); requestAnimationFrame(top); });
}

async function cite() {
  const where = placeOf(address);
  const span = selected ?? where.at;
  const query = new URLSearchParams({ source: where.source, style: part("#pane-style").value });
  if (span) query.set("at", `${span.start}-${span.end}`);
  let words = "The citation cannot be made now: try again.";
  try {
    words = await (await fetch(`reading/cite?${query}`)).text();
  } catch { /* said above */ }
  const box = part(".pane-citation");
  if (box) box.textContent = words.trim();
}

async function copy() {
  const box = part(".pane-citation");
  await cite();
  let said = "Citation copied";
  try {
    await navigator.clipboard.writeText(`${box.textContent}\n`);
  } catch {
    getSelection().selectAllChildren(box);
    if (!document.execCommand("copy")) said = "Could not copy: select the text instead";
    getSelection().removeAllRanges();
  }
  const button = opener("copy");
  button.textContent = said === "Citation copied" ? "Copied" : "Not copied";
  setTimeout(() => { button.textContent = "Copy"; }, 2500);
  say(said);
}

// -- text or page --------------------------------------------------------------------------

function setLook(asPicture) {
  picture = asPicture;
  root().classList.toggle("as-picture", asPicture);
  body().hidden = asPicture;
  part(".page-view").hidden = !asPicture;
  opener("text").setAttribute("aria-pressed", String(!asPicture));
  opener("picture").setAttribute("aria-pressed", String(asPicture));
}

function showPicture() {
  const where = placeOf(address);
  const from = body().querySelector("mark.cited") ?? (body().hidden ? null : firstSeen(body()));
  const page = Number((from && breakBefore(from))?.dataset.page ?? 1);
  if (panelOpen("find")) setPanel("find", false);
  setLook(true);
  pages.open({
    root: root(),
    key: where.source || root().dataset.source,
    version: state.version,
    labels: state.labels,
    title: part(".source-title").textContent,
    where,
    others: listed.map(({ at }) => at),
    page,
  });
}

function showText() {
  const last = pages.number;
  setLook(false);
  const passage = body().querySelector("mark.cited");
  if (passage && Number(breakBefore(passage)?.dataset.page ?? 1) === last) settle(passage);
  else goTo(`page-${last}`);
}

// -- what a person does --------------------------------------------------------------------

const DOES = {
  previous: () => turn(-1),
  next: () => turn(1),
  find: () => toggle("find"),
  outline: () => toggle("outline"),
  about: () => toggle("about"),
  cite: () => toggle("cite"),
  copy,
  text: () => { if (picture) showText(); },
  picture: () => { if (!picture) showPicture(); },
  "found-previous": () => step(-1),
  "found-next": () => step(1),
  "page-previous": () => pages.turn(-1),
  "page-next": () => pages.turn(1),
  smaller: () => pages.zoom(-1),
  larger: () => pages.zoom(1),
};

function step(by) {
  part(".pane-found").textContent = found.go(by);
}

document.addEventListener("click", (event) => {
  const inside = event.target.closest?.("#pane [data-pane], #pane .outline a");
  if (!inside) return;
  if (inside.dataset.pane) {
    DOES[inside.dataset.pane]?.();
  } else {
    event.preventDefault();
    goTo(inside.getAttribute("href").slice(1));
  }
}, { capture: true });

document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("#pane") || !root()) return;
  if (event.target.id === "pane-words" && event.key === "Enter" && !event.isComposing) {
    event.preventDefault();
    clearTimeout(waiting);
    if (part("#pane-words").value && !part(".pane-found").textContent) find();
    else step(event.shiftKey ? -1 : 1);
    return;
  }
  if (event.key === "Escape") {
    const panel = ["find", "outline", "about", "cite"].find((one) => opener(one) && panelOpen(one));
    if (!panel) return;
    event.preventDefault();
    event.stopPropagation();
    if (panel === "find" && part("#pane-words").value) {
      part("#pane-words").value = "";
      find();
      say("Search cleared");
    } else {
      setPanel(panel, false);
      opener(panel).focus();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "n" || event.key === "p") {
    event.preventDefault();
    turn(event.key === "n" ? 1 : -1);
  } else if (event.key === "/") {
    event.preventDefault();
    if (panelOpen("find")) part("#pane-words").focus();
    else toggle("find");
  }
}, { capture: true });

document.addEventListener("input", (event) => {
  if (event.target.id !== "pane-words") return;
  clearTimeout(waiting);
  part(".pane-found").textContent = "";
  waiting = setTimeout(() => part("#pane-words") && find(), FIND_MS);
});

document.addEventListener("change", (event) => {
  if (event.target.id === "pane-style") cite();
  if (event.target.id === "pane-page" && event.target.value) {
    goTo(event.target.value);
    event.target.value = "";
  }
});

let selecting = null;
document.addEventListener("selectionchange", () => {
  if (!body() || body().hidden) return;
  const anchor = getSelection().anchorNode;
  // A press on a button may take the selection away; only another place in the text ends it.
  if (!anchor || !body().contains(anchor)) return;
  clearTimeout(selecting);
  selecting = setTimeout(() => {
    if (!body()) return;
    selected = selectedIn(body());
    if (panelOpen("cite")) cite();
  }, SELECT_MS);
});

window.readingPane = { fill, arrived, settle, uncover, asPicture: () => picture };
if (root()) arrived(address !== "");
