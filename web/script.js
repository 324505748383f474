// Runs once the source pane is on the page; Gradio gives it `element`, `trigger` and `watch`.
// A link to a source is opened beside the answer, its passage brought into view and given
// focus; "Back to answer" returns to the link. Without this script the links still work:
// each is an address of its own.

const SOURCE_LINK = 'a[href^="?source="]';
const NARROW = "(max-width: 60rem)";

let origin = null; // the link that opened what the pane shows
// The address asked for, until it is there. A page opened by such an address comes with its source.
let wanted = new URLSearchParams(location.search).has("source") ? location.search : null;
let shown = null; // the address of what the pane shows

function showBackButton() {
  const button = element.querySelector('[data-go="back"]');
  if (button) button.hidden = origin === null;
}

function reveal() {
  const passage = element.querySelector("mark.cited");
  const target = passage ?? element.querySelector(".source-title");
  if (!target) return;
  const body = element.querySelector(".source-body");
  if (body) body.scrollTop = 0;
  target.focus({ preventScroll: true });
  if (passage) passage.scrollIntoView({ block: "center", inline: "nearest" });
  else if (matchMedia(NARROW).matches) element.scrollIntoView({ block: "start" });
}

function open(address) {
  if (address === shown && element.querySelector("mark.cited")) {
    reveal();
    return;
  }
  wanted = address;
  trigger("select", { address });
}

function showInAddressBar(address) {
  history.replaceState(history.state, "", address || location.pathname);
}

function back() {
  if (!origin) return;
  let link = origin;
  if (!link.isConnected) {
    const same = document.querySelectorAll(`#chat ${SOURCE_LINK}`);
    link = [...same].reverse().find((one) => one.getAttribute("href") === origin.getAttribute("href"));
  }
  link = link ?? document.querySelector("#question textarea");
  link.closest("details")?.setAttribute("open", "");
  link.focus({ preventScroll: true });
  link.scrollIntoView({ block: matchMedia(NARROW).matches ? "center" : "nearest" });
}

// What is displayed of an answer may differ from what stands in the source: markup signs
// are hidden and control characters have a name. What is copied is the source's own text.
function plainText(answer) {
  const copy = answer.cloneNode(true);
  copy.querySelectorAll(".tools, .did-you-mean, summary").forEach((node) => node.remove());
  copy.querySelectorAll(".unseen").forEach((node) => {
    node.replaceWith(String.fromCodePoint(parseInt(node.title.slice(2), 16)));
  });
  const lines = [];
  copy.querySelectorAll("p, h3, blockquote, li").forEach((node) => {
    if (node.tagName === "LI" && node.querySelector("p")) return;
    const words = node.textContent.replace(/\s+/g, (space) => (node.tagName === "BLOCKQUOTE" ? space : " "));
    if (node.tagName === "H3") lines.push("", words.trim(), "");
    else if (node.tagName === "BLOCKQUOTE") lines.push(`“${words}”`);
    else lines.push(words.trim(), "");
  });
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim() + "\n";
}

async function copyAnswer(link) {
  const words = plainText(link.closest(".answer"));
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    said = "Could not copy: select the text instead";
  }
  link.textContent = said;
  setTimeout(() => { link.textContent = "Copy answer"; }, 2500);
}

// A question as it was read, or as it may have been meant: to be changed, or asked as it is.
function putQuestion(words) {
  const box = document.querySelector("#question textarea");
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

function press(link) {
  if (link.matches(".put")) putQuestion(link.textContent);
  else copyAnswer(link);
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
  } else if (link.matches("#chat a.copy, #chat a.put")) {
    event.preventDefault();
    press(link);
  } else if (link.dataset.go === "back") {
    back();
  } else if (link.dataset.go === "documents") {
    open("");
  }
}

function onKey(event) {
  if (event.key === "Escape" && element.contains(event.target)) back();
  if (event.key === " " && event.target.matches?.("#chat a.copy, #chat a.put")) {
    event.preventDefault();
    press(event.target);
  }
}

// Gradio names each message by its whole markup, which a screen reader would read out.
function nameConversation() {
  document.querySelectorAll("#chat [data-testid][aria-label]").forEach((node) => node.removeAttribute("aria-label"));
  const log = document.querySelector('#chat [role="log"]');
  if (log && log.getAttribute("aria-label") !== "Conversation") log.setAttribute("aria-label", "Conversation");
}

watch("value", () => {
  showBackButton();
  if (wanted === null) return;
  shown = wanted;
  wanted = null;
  showInAddressBar(shown);
  reveal();
});

// After an answer the question stands at the top and the answer below it, to be read from
// its beginning; a chat that jumps to the end of a long answer shows its least important part.
window.jointWorking = {
  answered() {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const refused = document.querySelector('#hint [role="alert"]');
      if (refused) {
        // Gradio changes what stands there in place, and the same words again would not be read out.
        const anew = refused.cloneNode(true);
        refused.replaceWith(anew);
        anew.scrollIntoView({ block: "nearest" });
        return;
      }
      const asked = [...document.querySelectorAll("#chat .asked")].pop();
      asked?.scrollIntoView({ block: "start" });
    }));
  },
};

// The page may be drawn anew; its listeners must then not be there twice.
window.jointWorkingListeners?.abort();
window.jointWorkingListeners = new AbortController();
const { signal } = window.jointWorkingListeners;
document.addEventListener("click", onClick, { capture: true, signal });
document.addEventListener("keydown", onKey, { signal });
const observer = new MutationObserver(nameConversation);
observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
signal.addEventListener("abort", () => observer.disconnect());
nameConversation();
