// The parts of the Library page, and how newer ones take their places.

export const main = document.querySelector("main.library");
export const token = main?.querySelector('input[name="token"]')?.value ?? "";
export const by = (id) => document.getElementById(id);
export const plainError = "The server did not answer. Check that it still runs, and try again.";

const PARTS = ["held", "note", "progress", "sources", "removed", "receipts"];

export function place(page, ids) {
  for (const id of ids) {
    const [old, fresh] = [by(id), page.getElementById(id)];
    if (old && fresh) old.replaceWith(keepOpen(old, document.adoptNode(fresh)));
    else if (old) old.remove();
    else if (fresh) before(id).before(document.adoptNode(fresh));
  }
}

// Receipts that somebody has opened stay open, though a newer one may stand above them.
function keepOpen(old, fresh) {
  const times = new Set([...old.querySelectorAll("details[open] time")].map((time) => time.dateTime));
  fresh.querySelectorAll("details").forEach((one) => {
    if (times.has(one.querySelector("summary time")?.dateTime)) one.open = true;
  });
  return fresh;
}

function before(id) {
  const after = PARTS.slice(PARTS.indexOf(id) + 1).map(by).find((node) => node);
  return after ?? by("confirm") ?? main.appendChild(document.createElement("div"));
}

export async function load(address, options = {}) {
  const response = await fetch(address, { ...options, headers: { accept: "text/html" } });
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

export function say(words, failed = false) {
  const box = by("note");
  box.className = failed ? "note problem" : "note";
  box.tabIndex = -1;
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
  return box;
}

// What went wrong stands at the top of the page, which may be out of sight.
export function complain(words) {
  const box = say(words, true);
  if (document.activeElement?.matches("input, textarea")) box.scrollIntoView({ block: "nearest" });
  else box.focus();
}

// What there is of the library now, whatever is searched for. ``all`` replaces also what has the focus; what
// asks something is left until it is answered.
export async function refresh(all = false) {
  const page = await load(`/library${location.search}`);
  const asking = (node) => node?.querySelector("dialog[open]");
  const stays = (node) => {
    asking(node)?.addEventListener("close", catchUp, { once: true });
    return asking(node) || (!all && node?.contains(document.activeElement));
  };
  const [old, scope] = [document, page].map((one) => one.querySelector(".head .scope"));
  if (old && scope) old.replaceWith(document.adoptNode(scope));
  place(page, ["held", "removed", "receipts"].filter((id) => !stays(by(id))));
  const [table, fresh] = [by("table"), page.getElementById("table")];
  if (!table || !fresh) place(page, ["sources"]);
  else if (!stays(table)) table.replaceWith(document.adoptNode(fresh));
}

// What was left while a dialogue was open. What it was sent for brings the page up to date by itself.
async function catchUp(event) {
  if (event.target.returnValue) return;
  const { id } = document.activeElement ?? {};
  await refresh(true);
  if (id && document.activeElement === document.body) by(id)?.focus();
}
