// Makes the Library page quicker to use. Everything on it works without this script too: links
// lead to pages and forms are sent. With it, files are sent one by one so that each has its bar,
// and what was asked for takes its place in the page that is open.

const POLL_MS = 500;
const WAIT_MS = 250; // after the last key pressed in the search box
const main = document.querySelector("main.library");
const token = main?.querySelector('input[name="token"]')?.value ?? "";
const by = (id) => document.getElementById(id);
const plainError = "The server did not answer. Check that it still runs, and try again.";

document.documentElement.classList.add("scripted");

// -- parts of the page, replaced by newer ones -----------------------------------------------

const PARTS = ["held", "note", "progress", "sources", "removed", "receipts"];

function place(page, ids) {
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

async function load(address, options = {}) {
  const response = await fetch(address, { ...options, headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return { page, address: response.url };
}

function say(words, failed = false) {
  const box = by("note");
  box.className = failed ? "note problem" : "note";
  box.tabIndex = -1;
  box.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));
  return box;
}

// -- search, sort, pages -------------------------------------------------------------------

let wanted = 0;

async function find(address, focus) {
  const mine = ++wanted;
  let answer;
  try {
    answer = await load(address);
  } catch {
    say(plainError, true);
    return;
  }
  if (mine !== wanted) return; // something else was asked for meanwhile
  history.replaceState(null, "", address);
  const [table, fresh] = [by("table"), answer.page.getElementById("table")];
  if (!table || !fresh) {
    place(answer.page, ["sources"]);
    return;
  }
  table.replaceWith(document.adoptNode(fresh));
  for (const name of ["sort", "order"]) keepField(by("find"), answer.page.getElementById("find"), name);
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
  const where = form.closest("#progress") ? "progress-heading" : null;
  button.disabled = true;
  try {
    const { page } = await load(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    place(page, page.getElementById("sources") ? PARTS : ["note"]);
    const target = (by("note").firstElementChild && by("note")) ?? (where && by(where)) ?? by("sources-heading");
    target?.focus();
    target?.scrollIntoView({ block: "nearest" });
    follow();
  } catch {
    say(plainError, true).focus();
  } finally {
    button.disabled = false;
  }
}

const dialog = by("confirm");
let asked = null; // the link that opened the dialogue

function confirmRemoval(link) {
  asked = link;
  dialog.querySelector("form").action = link.href;
  dialog.querySelector(".named").textContent = link.closest("tr").querySelector("th a").textContent;
  dialog.showModal();
  dialog.querySelector("[data-close]").focus();
}

dialog?.addEventListener("close", () => { if (asked?.isConnected) asked.focus(); });

main?.addEventListener("click", (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a, button");
  if (!link) return;
  if (dialog && link.matches("a.remove")) {
    event.preventDefault();
    confirmRemoval(link);
  } else if (link.matches("[data-close]")) {
    dialog.close();
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
    if (dialog?.contains(form)) {
      asked = null;
      dialog.close();
    }
    act(form, event.submitter ?? form.querySelector("button"));
  }
});

// -- files on their way ----------------------------------------------------------------------

let sending = 0; // files of which the server's list does not yet tell

function size(bytes) {
  const [unit, name] = [[2 ** 30, "GB"], [2 ** 20, "MB"], [2 ** 10, "kB"]].find(([least]) => bytes >= least) ?? [1, "bytes"];
  return `${Number((bytes / unit).toPrecision(3))} ${name}`;
}

// What the server would refuse is not sent to it first; it has the last word all the same.
function refusal(file, form, together) {
  const name = file.name.toLowerCase();
  const endings = form.dataset.endings.split(" ");
  if (!endings.some((ending) => name.endsWith(ending))) {
    return `Refused: there is no reader for files of this kind; save it as one of ${endings.join(", ")}`;
  }
  if (file.size > Number(form.dataset.most)) {
    return `Refused: it has ${size(file.size)}, and ${size(Number(form.dataset.most))} are the most that the page takes`;
  }
  if (together > Number(form.dataset.together)) {
    return `Refused: together the files have more than ${size(Number(form.dataset.together))}; add the rest when these are in`;
  }
  return "";
}

function row(file) {
  const entry = by("row").content.firstElementChild.cloneNode(true);
  entry.dataset.local = "";
  entry.querySelector(".file-name").textContent = file.name;
  entry.querySelector("progress").setAttribute("aria-label", file.name);
  entry.querySelector(".file-words").textContent = "Waiting to be sent";
  return entry;
}

function refuse(entry, words) {
  entry.className = "file refused";
  entry.querySelector("progress")?.remove();
  entry.querySelector(".file-words").textContent = words;
}

async function send(files) {
  const form = by("upload");
  if (!files.length) return;
  const batch = crypto.randomUUID();
  by("progress").hidden = false;
  by("clear").hidden = true;
  by("said").textContent = `Sending ${files.length} ${files.length === 1 ? "file" : "files"}.`;
  const entries = files.map(row);
  by("files").append(...entries);
  by("progress-heading").textContent = `Sending ${files.length} ${files.length === 1 ? "file" : "files"}`;
  by("progress-heading").focus();
  let [together, sent] = [0, 0];
  sending += files.length;
  overall();
  for (const [n, file] of files.entries()) {
    const words = refusal(file, form, together + file.size);
    if (words) {
      refuse(entries[n], words);
    } else {
      together += file.size;
      if (await transfer(file, batch, entries[n])) sent += 1;
    }
    overall();
  }
  if (sent) await begin(batch, entries);
  sending -= files.length;
  overall();
  if (!sent) {
    by("said").textContent = "No file was taken. The reasons stand beside the files.";
    by("progress-heading").textContent = "No file was taken";
    by("clear").hidden = following;
  }
}

function transfer(file, batch, entry) {
  const bar = entry.querySelector("progress");
  const words = entry.querySelector(".file-words");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const failed = (why) => { refuse(entry, `Refused: ${why}`); resolve(false); };
    request.upload.onprogress = ({ loaded }) => {
      bar.value = file.size ? loaded / file.size : 1;
      words.textContent = `Sending: ${size(loaded)} of ${size(file.size)}`;
      overall();
    };
    request.onload = () => {
      if (request.status === 200) {
        words.textContent = "Sent; waiting for the others";
        entry.dataset.sent = "";
        resolve(true);
        return;
      }
      let why = plainError;
      try { why = JSON.parse(request.responseText).words; } catch { /* no words of ours */ }
      failed(why.startsWith(`${file.name}: `) ? why.slice(file.name.length + 2) : why);
    };
    request.onerror = () => failed("the connection ended before it was sent; try again");
    request.open("POST", "/library/file");
    for (const [name, value] of Object.entries({
      "accept": "application/json", "content-type": "application/octet-stream",
      "x-token": token, "x-batch": batch, "x-name": encodeURIComponent(file.name),
    })) request.setRequestHeader(name, value);
    request.send(file);
  });
}

async function begin(batch, entries) {
  try {
    const { page } = await load("/library/start", { method: "POST", body: new URLSearchParams({ token, batch }) });
    const note = page.querySelector("#note.problem");
    if (note) throw new Error(note.textContent);
    // The server's list has them now. What only this page refused stays where it is.
    entries.filter((entry) => "sent" in entry.dataset).forEach((entry) => entry.remove());
    ran = true;
    follow();
  } catch (error) {
    entries.filter((entry) => "sent" in entry.dataset).forEach((entry) => refuse(entry, "Not taken in"));
    say(error instanceof TypeError ? plainError : error.message, true).focus();
  }
}

addEventListener("beforeunload", (event) => { if (sending) event.preventDefault(); });

const drop = document.querySelector(".drop");
for (const name of ["dragenter", "dragover"]) {
  drop?.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const name of ["dragleave", "drop"]) {
  drop?.addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove("over"); });
}
drop?.addEventListener("drop", (event) => send([...event.dataTransfer.files]));

// -- how far they are ------------------------------------------------------------------------

let following = false;
let ran = false; // whether something was taken in when last looked at
let ended = -1; // how many files had come to their end when the table was last brought up to date

function overall() {
  const bars = [...by("files").children].map((entry) => {
    const bar = entry.querySelector("progress");
    if (!bar) return 1;
    return "local" in entry.dataset ? 0.2 * bar.value : 0.2 + 0.8 * Math.max(0, bar.position);
  });
  by("all").value = bars.length ? bars.reduce((sum, one) => sum + one, 0) / bars.length : 0;
  by("overall").hidden = !sending && !following;
}

function show(state) {
  if (!sending) by("progress-heading").textContent = state.heading;
  by("progress").hidden = !state.files.length && !by("files").children.length;
  by("trouble").hidden = !state.trouble;
  by("trouble").textContent = state.trouble;
  by("stop").hidden = !state.running || state.stopping;
  by("clear").hidden = state.running || !!sending;
  by("again").hidden = state.running || !state.files.some((file) => file.state === "left");
  const known = new Map([...by("files").children].filter((entry) => entry.dataset.id).map((entry) => [entry.dataset.id, entry]));
  for (const file of state.files) update(file, known);
  known.forEach((entry) => entry.remove());
  overall();
}

function update(file, known) {
  let entry = known.get(file.id);
  known.delete(file.id);
  if (entry && file.html && entry.dataset.state === file.state) return; // somebody may be typing a password in it
  if (!entry || file.html) {
    const fresh = file.html ? fragment(file.html) : row(file);
    if (entry) entry.replaceWith(fresh);
    else insert(fresh);
    entry = fresh;
  }
  delete entry.dataset.local;
  entry.dataset.id = file.id;
  entry.dataset.state = file.state;
  const bar = entry.querySelector("progress");
  if (!bar) return;
  if (file.share === null) bar.removeAttribute("value");
  else bar.value = file.share;
  entry.querySelector(".file-words").textContent = file.words;
}

function insert(entry) {
  const local = [...by("files").children].find((one) => "local" in one.dataset);
  by("files").insertBefore(entry, local ?? null);
}

function fragment(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

async function poll() {
  const response = await fetch("/library/progress", { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error("no progress");
  const state = await response.json();
  show(state);
  if (state.ended !== ended) {
    if (ended >= 0) await refresh();
    ended = state.ended;
  }
  if (state.said && ran) by("said").textContent = state.said;
  ran = state.running;
  return state.running;
}

// The table and the receipts as they are now, whatever is searched for, without moving the focus.
async function refresh() {
  const { page } = await load(location.href);
  place(page, ["held", "removed", "receipts"].filter((id) => !by(id)?.contains(document.activeElement)));
  const [table, fresh] = [by("table"), page.getElementById("table")];
  if (!table || !fresh) place(page, ["sources"]);
  else if (!table.contains(document.activeElement)) table.replaceWith(document.adoptNode(fresh));
}

async function follow() {
  if (following) return;
  following = true;
  let misses = 0;
  for (let running = true; running;) {
    try {
      running = await poll();
      misses = 0;
    } catch {
      misses += 1;
      if (misses > 20) {
        say(plainError, true);
        break;
      }
    }
    if (running) await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
  }
  following = false;
  overall();
}

if (main && by("sources")) {
  document.querySelector("#note.note")?.focus();
  if (by("progress")) follow();
} else {
  document.querySelector(".summary, #note.note")?.focus();
}
