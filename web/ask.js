// The Ask page's own presses: what is done with an answer, with the dialogs, and with a question
// that stands in the address. The server is told through `trigger`; what it sends comes as `props.value`.

const PRESSED = "#chat a.act";

function announce(words) {
  const said = document.querySelector("#said");
  said.textContent = "";
  setTimeout(() => { said.textContent = words; }, 60); // the same words again are read out again
}

function say(link, words) {
  const before = link.dataset.words ?? link.textContent;
  link.dataset.words = before;
  link.textContent = words;
  announce(words);
  setTimeout(() => { link.textContent = before; }, 2500);
}

// A question as it was read, or as it may have been meant: to be changed, or asked as it is.
function putQuestion(words) {
  const box = document.querySelector("#question textarea");
  box.value = words;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return box;
}

let pressedAway = false; // the link that was pressed goes with its answer, and the focus would go with it

function askFromAddress(address) {
  pressedAway = true;
  history.replaceState(history.state, "", location.pathname + location.search + new URL(address, location.href).hash);
  askWhatIsNamed();
}

// While a question is on its way Gradio drops another one from a link: that one waits in the address.
function askWhatIsNamed() {
  if (nudging) return;
  const named = window.jointWorking.takeQuestion();
  if (named.question) ask(named);
}

function ask({ question, after }) {
  window.jointWorking.hold(question);
  trigger("submit", { question, after });
}

// The dialogs

let exported = 0; // which answer; 0 for all

function openExport(number) {
  exported = number;
  const dialog = document.querySelector("#export-dialog");
  dialog.querySelector("[name=what][value=answer]").closest("fieldset").hidden = number === 0;
  dialog.querySelector(`[name=what][value=${number === 0 ? "all" : "answer"}]`).checked = true;
  dialog.querySelector(".dialog-told").textContent = "";
  dialog.showModal();
}

function chosen(dialog, name) {
  return dialog.querySelector(`[name=${name}]:checked`).value;
}

function save(dialog) {
  const number = chosen(dialog, "what") === "all" ? 0 : exported;
  trigger("download", { number, format: chosen(dialog, "format"), style: chosen(dialog, "style") });
}

function hand(file) {
  const bytes = Uint8Array.from(atob(file.content), (letter) => letter.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

let cited = null; // the words of the citation, by style

function showCited() {
  const dialog = document.querySelector("#cite-dialog");
  dialog.querySelector(".cited-words").textContent = cited?.[chosen(dialog, "cite-style")] ?? "";
}

watch("value", () => {
  const sent = JSON.parse(props.value);
  const dialog = document.querySelector(sent.kind === "file" ? "#export-dialog" : "#cite-dialog");
  dialog.querySelector(".dialog-told").textContent = sent.error ?? (sent.kind === "file" ? `Saved as ${sent.name}` : "");
  if (sent.kind === "file") {
    if (!sent.error) hand(sent);
    return;
  }
  cited = sent.error ? null : sent;
  showCited();
  if (!dialog.open) dialog.showModal();
});

async function copyCited(dialog) {
  const words = dialog.querySelector(".cited-words");
  const copied = await toClipboard(words.textContent);
  if (!copied) getSelection().selectAllChildren(words);
  dialog.querySelector(".dialog-told").textContent = copied ? "Copied" : "Could not copy: the text is selected, copy it from there";
}

// Presses

async function press(link) {
  const failed = "Could not copy: select the text instead";
  if (link.matches(".put")) putQuestion(link.textContent).focus();
  else if (link.matches(".copy")) say(link, (await toClipboard(plainText(link.closest(".answer")))) ? "Copied" : failed);
  else if (link.matches(".link")) {
    const address = new URL(link.getAttribute("href"), location.origin + location.pathname);
    say(link, (await toClipboard(address.href)) ? "Link copied" : failed);
  } else if (link.matches(".edit")) trigger("edit");
  else if (link.matches(".export")) openExport(Number(link.hash.split("=")[1]));
  else if (link.matches(".cite-this")) trigger("copy", { place: link.hash.split("=")[1] });
}

function act(button) {
  const dialog = button.closest("dialog");
  const acts = {
    close: () => dialog.close(),
    save: () => save(dialog),
    "copy-cite": () => copyCited(dialog),
    "export-all": () => openExport(0),
    "keep-both": () => trigger("undo"),
    "to-answer": toAnswer,
  };
  acts[button.dataset.act]?.();
}

function onClick(event) {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const pressed = event.target.closest?.(`${PRESSED}, #next a.ask-this, [data-act]`);
  if (!pressed) return;
  if (pressed.matches("[data-act]")) {
    act(pressed);
    return;
  }
  event.preventDefault();
  event.stopPropagation();
  if (pressed.matches(".ask-this")) askFromAddress(pressed.getAttribute("href"));
  else press(pressed);
}

function onKey(event) {
  if (event.key === " " && event.target.matches?.(PRESSED)) {
    event.preventDefault();
    press(event.target);
  }
}

// Gradio names each message by its whole markup, which a screen reader would read out; and a log that
// is read out as it grows would read every quotation of an answer. What is new is announced in a line.
function nameConversation() {
  document.querySelectorAll("#chat [data-testid][aria-label]").forEach((node) => node.removeAttribute("aria-label"));
  const log = document.querySelector('#chat [role="log"]');
  if (!log) return;
  if (log.getAttribute("aria-label") !== "Conversation") log.setAttribute("aria-label", "Conversation");
  if (log.getAttribute("aria-live") !== "off") log.setAttribute("aria-live", "off");
}

function afterDrawing(todo) {
  requestAnimationFrame(() => requestAnimationFrame(todo));
}

// Gradio hears of its events through one stream, and may close it just as an event is sent, which then
// waits for the next one. Where nothing has come for a while, an event that does nothing opens it again.
const NUDGE_MS = 4000;
let nudging = null;

function asking(question) {
  clearInterval(nudging);
  nudging = setInterval(() => trigger("tick"), NUDGE_MS);
  if (question) window.jointWorking.hold(question);
  return window.jointWorking.tab();
}

function settle() {
  clearInterval(nudging);
  nudging = null;
  window.jointWorking.hold("");
}

function toAnswer() {
  const asked = [...document.querySelectorAll("#chat .asked")].pop();
  asked.setAttribute("tabindex", "-1");
  asked.focus({ preventScroll: true });
  asked.scrollIntoView({ block: "start" });
}

const REFUSED = '#hint [role="alert"]';

// What can be asked next stands above the question and moves it down, the reason of a refusal with it.
function offered() {
  afterDrawing(() => document.querySelector(REFUSED)?.scrollIntoView({ block: "nearest" }));
}

// After an answer the question stands at the top and the answer below it, to be read from
// its beginning; a chat that jumps to the end of a long answer shows its least important part.
function answered() {
  settle();
  askWhatIsNamed();
  afterDrawing(() => {
    const refused = document.querySelector(REFUSED);
    if (refused) {
      // Gradio changes what stands there in place, and the same words again would not be read out.
      const anew = refused.cloneNode(true);
      refused.replaceWith(anew);
      anew.scrollIntoView({ block: "nearest" });
      return;
    }
    const asked = [...document.querySelectorAll("#chat .asked")].pop();
    if (!asked) return;
    const filters = document.querySelector("#filters details"); // they have been used, if not taken up again
    if (!filters?.contains(document.activeElement)) filters?.removeAttribute("open");
    asked.scrollIntoView({ block: "start" });
    const told = [...document.querySelectorAll("#chat .bot-row")].pop()?.querySelector(".lead, .problem");
    if (told && !document.querySelector("#hint .now")) announce(`${told.matches(".lead") ? "Answer" : "Problem"}: ${told.textContent}`);
    // What was pressed may be gone: reading goes on from the question.
    const at = document.activeElement;
    if (pressedAway || !at || at === document.body || !at.checkVisibility()) {
      pressedAway = false;
      toAnswer();
    }
  });
}

function toTheBox() {
  settle();
  afterDrawing(() => {
    const box = document.querySelector("#question textarea");
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
  });
}

function startedAgain() {
  document.querySelector('#filters [data-act="all"]')?.click(); // new in all things
  announce("A new conversation");
  toTheBox();
}

// Once the page has its first contents, the filters; then what the tab remembers, and what the address asks.
function opened() {
  trigger("retry");
}

function ready() {
  const named = window.jointWorking.takeQuestion();
  const lost = window.jointWorking.takeHeld();
  if (lost) {
    putQuestion(lost);
    announce("Your question is back in the box");
  }
  if (named.question) ask(named);
  else if (window.jointWorking.remembers()) trigger("submit", { question: "" });
}

Object.assign(window.jointWorking ??= {}, { answered, asking, offered, opened, ready, startedAgain, toTheBox });

// The page may be drawn anew; its listeners must then not be there twice.
window.jointWorkingAsking?.abort();
window.jointWorkingAsking = new AbortController();
const { signal } = window.jointWorkingAsking;
document.addEventListener("click", onClick, { capture: true, signal });
document.addEventListener("keydown", onKey, { signal });
document.addEventListener("change", (event) => event.target.name === "cite-style" && showCited(), { signal });
addEventListener("hashchange", askWhatIsNamed, { signal });
const observer = new MutationObserver(nameConversation);
const watched = { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label", "aria-live"] };
observer.observe(document.body, watched);
signal.addEventListener("abort", () => observer.disconnect());
nameConversation();
if (window.jointWorkingOpened) opened();
