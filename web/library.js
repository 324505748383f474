// Makes the Library page quicker to use. Everything on it works without this script too: links
// lead to pages and forms are sent. With it, what was asked for takes its place in the page that is open.

import { follow, send } from "./library_files.js";
import { by, complain, load, main, place, plainError, refresh, say } from "./library_parts.js";

const WAIT_MS = 250; // after the last key pressed in the search box

document.documentElement.classList.add("scripted");

// -- search, sort, pages -------------------------------------------------------------------

let wanted = 0;

async function find(address, focus) {
  const mine = ++wanted;
  let page;
  try {
    page = await load(address);
  } catch {
    complain(plainError);
    return;
  }
  if (mine !== wanted) return; // something else was asked for meanwhile
  history.replaceState(null, "", address);
  const [table, fresh] = [by("table"), page.getElementById("table")];
  if (!table || !fresh) {
    place(page, ["sources"]);
    return;
  }
  table.replaceWith(document.adoptNode(fresh));
  for (const name of ["sort", "order"]) keepField(by("find"), page.getElementById("find"), name);
  by("said").textContent = by("count").textContent;
  if (focus) by("table").querySelector(focus)?.focus();
}

function keepField(form, fresh, name) {
  form.querySelector(`input[name="${name}"]`)?.remove();
  const field = fresh.querySelector(`input[name="${name}"]`);
  if (field) form.append(document.adoptNode(field));
}

function addressOf(form, button) {
  const fields = new FormData(form);
  if (button?.name) fields.set(button.name, button.value);
  const query = new URLSearchParams([...fields].filter(([, value]) => value));
  return `${form.action.split("?")[0]}?${query}`;
}

let typing;
main?.addEventListener("input", (event) => {
  if (event.target.id !== "q") return;
  clearTimeout(typing);
  typing = setTimeout(() => find(addressOf(by("find"))), WAIT_MS);
});

// -- what is done with a source --------------------------------------------------------------

async function act(form, button) {
  const where = by(form.closest("#progress") ? "progress-heading" : "sources-heading");
  const body = new URLSearchParams(new FormData(form));
  button.disabled = true;
  if (form.dataset.doing) say(form.dataset.doing);
  try {
    const page = await load(form.action, { method: "POST", body });
    const whole = page.getElementById("sources");
    if (whole) await refresh(true); // as it is searched and sorted here
    place(page, whole ? ["note", "progress"] : ["note"]); // once the table agrees with it
    const seen = [by("note").firstElementChild && by("note"), by(where.id), by("chosen")].find((node) => node?.offsetParent);
    seen?.focus();
    seen?.scrollIntoView({ block: "nearest" });
    if (by("progress")) follow();
  } catch {
    complain(plainError);
  } finally {
    button.disabled = false;
  }
}

let asked = null; // the link that opened a dialogue

function confirm(link) {
  const dialog = by(link.dataset.dialog ?? "confirm");
  asked = link;
  if (link.matches(".remove")) {
    dialog.querySelector("form").action = link.href;
    dialog.querySelector(".named").textContent = link.closest("tr").querySelector("th a").textContent;
  }
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector("[data-close]").focus();
}

main?.addEventListener("close", () => { if (asked?.isConnected) asked.focus(); }, true);

main?.addEventListener("click", (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a, button");
  if (!link) return;
  if (link.matches("a.remove, a.asks")) {
    event.preventDefault();
    confirm(link);
  } else if (link.matches("[data-close]")) {
    link.closest("dialog").close();
  } else if (link.matches(".paging a")) {
    event.preventDefault();
    find(link.href, ".scroll");
  }
});

main?.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.id === "find" || form.matches(".sort")) {
    event.preventDefault();
    const column = form.closest("th")?.classList[0];
    find(addressOf(form, event.submitter), column ? `th.${column} button` : null);
  } else if (form.id === "upload" && form.dataset.most) {
    event.preventDefault();
    send([...by("chosen").files]);
    form.reset();
  } else if (form.matches(".act") && by("sources")) {
    event.preventDefault();
    const dialog = form.closest("dialog");
    if (dialog) {
      asked = null;
      dialog.close("sent");
    }
    act(form, event.submitter ?? form.querySelector("button"));
  }
});

if (main && by("sources")) {
  document.querySelector("#note.note")?.focus();
  if (by("progress")) follow();
} else {
  document.querySelector(".summary, #note.note")?.focus();
}
