// Runs once the source pane is on the page; Gradio gives it `element`, `trigger` and `watch`.
// A link to a source is opened beside the answer, its passage brought into view and given
// focus; "Back to answer" returns to the link, the browser's own way back closes the source too.
// Without this script the links still work: each is an address of its own.

const SOURCE_LINK = 'a[href^="?source="]';
const NARROW = "(max-width: 60rem)";

let origin = null; // the link that opened what the pane shows
// The address asked for, until it is there. A page opened by such an address comes with its source.
let wanted = new URLSearchParams(location.search).has("source") ? location.search : null;

let shown = wanted ?? ""; // the address of what the pane shows
let closing = false; // by the browser's own way back: the focus is in the answer already

function showBackButton() {
  element.querySelectorAll('[data-go="back"]').forEach((button) => { button.hidden = origin === null; });
}

function reveal() {
  if (window.readingPane?.asPicture()) {
    element.querySelector(".page-scroll").focus({ preventScroll: true });
    return;
  }
  const passage = element.querySelector("mark.cited");
  const target = passage ?? element.querySelector(".source-title");
  if (!target) return;
  const body = element.querySelector(".source-body");
  if (body) body.scrollTop = 0;
  target.focus({ preventScroll: true });
  if (passage) {
    passage.scrollIntoView({ block: "center", inline: "nearest" });
    window.readingPane?.settle(passage);
  }
  else if (matchMedia(NARROW).matches) element.scrollIntoView({ block: "start" });
}

// What is open already is not sent again; without the pane's own script all of it is.
async function open(address) {
  wanted = address;
  if (!(await window.readingPane?.fill(element, address))) trigger("select", { address });
  else if (wanted === address) arrive();
}

const named = () => new URLSearchParams(location.search).has("source");

// From an answer to its sources is one step of the browser's history, however many are opened after the first.
function showInAddressBar(address) {
  const to = (address || location.pathname) + location.hash;
  if (address && !named() && !history.state?.pane) history.pushState({ ...history.state, pane: true }, "", to);
  else history.replaceState(history.state, "", to);
}

function onHistory() {
  if (named() && location.search !== shown) {
    open(location.search);
  } else if (!named() && shown) {
    shown = "";
    back(true);
    if (matchMedia(NARROW).matches) return;
    origin = null;
    closing = true;
    open("");
  }
}

function back(byHistory = false) {
  const covered = window.readingPane?.uncover() ?? false;
  if (covered && !byHistory && history.state?.pane) history.back();
  if (!origin && !covered) return;
  let link = origin;
  if (link && !link.isConnected) {
    const same = document.querySelectorAll(`#chat ${SOURCE_LINK}`);
    link = [...same].reverse().find((one) => one.getAttribute("href") === origin.getAttribute("href"));
  }
  link = link ?? document.querySelector("#question textarea");
  link.closest("details")?.setAttribute("open", "");
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: !covered && matchMedia(NARROW).matches ? "center" : "nearest" });
}

function onClick(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a, button");
  if (!link) return;
  if (link.matches(SOURCE_LINK) && link.closest("#chat, #pane")) {
    event.preventDefault();
    event.stopPropagation();
    if (link.closest("#chat")) origin = link;
    open(link.getAttribute("href"));
  } else if (link.dataset.go === "back") {
    back();
  } else if (link.dataset.go === "documents") {
    open("");
  }
}

function onKey(event) {
  const reading = element.contains(event.target) || event.target === document.body;
  if (event.key === "Escape" && reading && shown) back();
}

function arrive() {
  window.readingPane?.arrived(wanted !== null);
  showBackButton();
  if (wanted === null) return;
  shown = wanted;
  wanted = null;
  showInAddressBar(shown);
  if (!closing) reveal();
  closing = false;
}

watch("value", arrive);

window.jointWorkingReading = {
  // A link of the chat, come to without being pressed; done once the pane shows its passage.
  open(link) {
    origin = link;
    return open(link.getAttribute("href"));
  },
  back,
};

// The page may be drawn anew; its listeners must then not be there twice.
window.jointWorkingListeners?.abort();
window.jointWorkingListeners = new AbortController();
const { signal } = window.jointWorkingListeners;
document.addEventListener("click", onClick, { capture: true, signal });
document.addEventListener("keydown", onKey, { signal });
addEventListener("popstate", onHistory, { signal });
