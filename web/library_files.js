// Files on their way: sent one by one so that each has its bar, and followed until they are in.

import { by, complain, load, plainError, refresh, say, token } from "./library_parts.js";

const POLL_MS = 500;
const SLOW_MS = 5000; // between two looks at a server that has not answered for long
const MISSES = 20;
const GONE = "The server was started anew meanwhile. What was finished is in the library; put the rest in again.";

let sending = 0; // files of which the server's list does not yet tell

function size(bytes) {
  const [unit, name] = [[2 ** 30, "GB"], [2 ** 20, "MB"], [2 ** 10, "kB"]].find(([least]) => bytes >= least) ?? [1, "bytes"];
  return `${Number((bytes / unit).toPrecision(3))} ${name}`;
}

// Nothing but name and size is sent of what the server would refuse. Why it does is for the server to say.
function fits(file, form, together) {
  const name = file.name.toLowerCase();
  return form.dataset.endings.split(" ").some((ending) => name.endsWith(ending))
    && file.size <= Number(form.dataset.most) && together <= Number(form.dataset.together);
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
  entry.querySelector(".file-words").textContent = `Refused: ${words}`;
}

export async function send(files) {
  const form = by("upload");
  if (!files.length) return;
  const batch = crypto.randomUUID();
  const count = `${files.length} ${files.length === 1 ? "file" : "files"}`;
  by("progress").hidden = false;
  by("clear").hidden = true;
  by("said").textContent = `Sending ${count}.`;
  const entries = files.map(row);
  by("files").append(...entries);
  by("progress-heading").textContent = `Sending ${count}`;
  by("progress-heading").focus();
  let together = 0;
  sending += files.length;
  overall();
  for (const [n, file] of files.entries()) {
    const whole = fits(file, form, together + file.size);
    if (whole) together += file.size;
    await transfer(file, batch, entries[n], whole);
    overall();
  }
  const told = entries.filter((entry) => "told" in entry.dataset);
  if (told.length) await begin(batch, told);
  sending -= files.length;
  overall();
  if (!told.length) {
    by("said").textContent = "No file was taken. The reasons stand beside the files.";
    by("progress-heading").textContent = "No file was taken";
    by("clear").hidden = following;
  }
}

// Afterwards the entry says what the server said; what the server keeps a note of is marked as told.
function transfer(file, batch, entry, whole) {
  const bar = entry.querySelector("progress");
  const words = entry.querySelector(".file-words");
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded }) => {
      bar.value = file.size ? Math.min(1, loaded / file.size) : 1;
      words.textContent = `Sending: ${size(loaded)} of ${size(file.size)}`;
      overall();
    };
    request.onload = () => {
      let why = plainError;
      try { why = JSON.parse(request.responseText).words ?? ""; } catch { /* no words of ours */ }
      if (request.status === 200) words.textContent = "Sent; waiting for the others";
      else refuse(entry, why.startsWith(`${file.name}: `) ? why.slice(file.name.length + 2) : why);
      if (request.status !== 403 && why !== plainError) entry.dataset.told = "";
      resolve();
    };
    request.onerror = () => {
      // The server is told, if it is there, that this one did not come.
      if (whole) resolve(transfer(file, batch, entry, false));
      else resolve(refuse(entry, "the connection ended before it was sent; try again"));
    };
    request.open("POST", "/library/file");
    for (const [name, value] of Object.entries({
      "accept": "application/json", "content-type": "application/octet-stream", "x-size": String(file.size),
      "x-token": token, "x-batch": batch, "x-name": encodeURIComponent(file.name),
    })) request.setRequestHeader(name, value);
    request.send(whole ? file : null);
  });
}

async function begin(batch, told) {
  try {
    const page = await load("/library/start", { method: "POST", body: new URLSearchParams({ token, batch }) });
    const note = page.querySelector("#note.problem");
    if (note) throw new Error(note.textContent);
    told.forEach((entry) => entry.remove()); // the server's list has them now
    by("said").textContent = "Sent, and being taken in.";
    ran = true;
    follow();
  } catch (error) {
    told.filter((entry) => !entry.matches(".refused")).forEach((entry) => refuse(entry, "it was not taken in"));
    complain(error instanceof TypeError ? plainError : error.message);
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

// The bar over all files: while they are sent, what of them is; then what the server says.
function overall(share) {
  if (sending) {
    const bars = [...by("files").children].filter((entry) => !entry.matches(".refused")).map((entry) => {
      const bar = entry.querySelector("progress");
      return bar ? Math.max(0, bar.position) : 1;
    });
    by("all").value = bars.length ? bars.reduce((sum, one) => sum + one, 0) / bars.length : 0;
  } else if (share !== undefined) {
    by("all").value = share;
  }
  by("overall").hidden = !sending && !following;
}

function show(state) {
  if (!sending) by("progress-heading").textContent = state.heading;
  by("trouble").hidden = !state.trouble;
  by("trouble").textContent = state.trouble;
  by("stop").hidden = !state.running || state.stopping;
  by("clear").hidden = state.running || !!sending;
  by("again").hidden = state.running || !state.files.some((file) => file.state === "left");
  const known = new Map([...by("files").children].filter((entry) => entry.dataset.id).map((entry) => [entry.dataset.id, entry]));
  for (const file of state.files) update(file, known);
  known.forEach((entry) => entry.remove());
  by("progress").hidden = !by("files").children.length;
  overall(state.share);
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
  if (ran && !state.files.length && !sending) complain(GONE);
  // At the very end the receipt is whole, though no file more has come to its end.
  if (state.ended !== ended || (ran && !state.running)) {
    if (ended >= 0) await refresh();
    ended = state.ended;
  }
  if (state.said && ran) by("said").textContent = state.said;
  ran = state.running;
  return state.running;
}

export async function follow() {
  if (following) return;
  following = true;
  let misses = 0;
  for (let running = true; running;) {
    try {
      running = await poll();
      if (misses > MISSES && by("note").textContent === plainError) say("The server answers again.");
      misses = 0;
    } catch {
      misses += 1;
      if (misses === MISSES + 1) complain(plainError);
    }
    const wait = misses > MISSES ? SLOW_MS : POLL_MS;
    if (running) await new Promise((resolve) => { setTimeout(resolve, wait); });
  }
  following = false;
  overall();
}
