// What this tab alone remembers: the questions asked in it, until it is closed or a new conversation
// is begun; the one that is on its way, until the server has it; and the filters, which stand in the
// address after the "#", where no server sees them.

const KEPT = "joint-working-questions";
const HELD = "joint-working-question-asked";
const FIELDS = { from: "first", to: "last", direction: "direction", level: "level" };

function read(fragment) {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  const filters = { sources: fields.getAll("source") };
  for (const [name, key] of Object.entries(FIELDS)) {
    if (fields.get(name)) filters[key] = fields.get(name);
  }
  return { question: (fields.get("q") ?? "").trim(), after: fields.getAll("after"), filters };
}

let { filters } = read(location.hash);

function showInAddress() {
  const fields = new URLSearchParams(filters.sources.map((key) => ["source", key]));
  for (const [name, key] of Object.entries(FIELDS)) if (filters[key]) fields.set(name, filters[key]);
  const fragment = fields.size ? `#${fields}` : "";
  history.replaceState(history.state, "", location.pathname + location.search + fragment);
}

// A question in the address is taken out of it once it is asked: history keeps addresses.
function takeQuestion() {
  const named = read(location.hash);
  if (named.question) {
    filters = named.filters;
    showInAddress();
  }
  return named;
}

// A browser that keeps nothing throws: the conversation then lasts until the page is left.
function store(name, words) {
  try {
    if (words) sessionStorage.setItem(name, words);
    else sessionStorage.removeItem(name);
  } catch {
    return;
  }
}

function keep(words) {
  store(KEPT, words === "[]" ? "" : words);
}

// A question on its way: a page that is loaded again before the server has told of it would lose it.
function hold(question) {
  store(HELD, question.trim());
}

function takeHeld() {
  try {
    const question = sessionStorage.getItem(HELD) ?? "";
    store(HELD, "");
    return question;
  } catch {
    return "";
  }
}

function kept() {
  try {
    const all = JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    if (Array.isArray(all)) return all;
  } catch {
    // nothing that we put there
  }
  keep("[]");
  return [];
}

function formFilters(form) {
  const all = { sources: [...form.querySelectorAll("[name=source]:checked")].map((box) => box.value) };
  for (const [name, key] of Object.entries(FIELDS)) {
    const field = form.querySelector(`[name=${name}]`);
    if (field?.value && field.checkValidity()) all[key] = field.value;
  }
  return all;
}

function inWords(form) {
  const words = [...form.querySelectorAll("[name=source]:checked")].map((box) => box.parentElement.innerText.trim());
  const { first, last } = filters;
  if (first || last) {
    const years = first && last ? `from ${first} to ${last}` : first ? `from ${first}` : `up to ${last}`;
    words.push(`documents ${years}`);
  }
  for (const select of form.querySelectorAll("select")) {
    if (select.value) words.push(select.selectedOptions[0].text);
  }
  return words.join("; ");
}

function changed(event) {
  const form = event.target.closest?.("#filters .filter-form");
  if (!form) return;
  filters = formFilters(form);
  const on = document.querySelector("#filters .on");
  on.textContent = inWords(form) || "none";
  on.classList.toggle("nothing", !inWords(form));
  showInAddress();
}

function cleared(event) {
  const form = event.target.closest?.('#filters [data-act="all"]')?.closest(".filter-form");
  if (!form) return;
  for (const field of form.querySelectorAll("input, select")) {
    if (field.type === "checkbox") field.checked = false;
    else field.value = "";
  }
  changed({ target: form });
  document.querySelector("#filters summary").focus();
}

watch("value", () => {
  keep(props.value);
  store(HELD, ""); // it is among those kept, or no longer wanted
});

window.jointWorking = Object.assign(window.jointWorking ?? {}, {
  tab: () => JSON.stringify({ filters, asked: kept() }),
  hold,
  takeHeld,
  takeQuestion,
  remembers: () => kept().length > 0,
});

window.jointWorkingMemory?.abort();
window.jointWorkingMemory = new AbortController();
const { signal } = window.jointWorkingMemory;
document.addEventListener("input", changed, { signal });
document.addEventListener("click", cleared, { signal });
