// The passages of the open source that the conversation cites: which they are, and their marks.

import { breakBefore, mark, spansIn, unmark, without } from "./pane_text.js";

export function placeOf(link) {
  const query = new URLSearchParams(link);
  return {
    source: query.get("source") ?? "",
    at: spansIn(query.get("at"))[0] ?? null,
    also: spansIn(query.get("also")),
  };
}

export function citationsHere(source) {
  const here = new Map();
  // What an answer tells of a study is folded away, and would be most of the way from one finding to the next.
  document.querySelectorAll('#chat a[href^="?source="]:not(.about-study a)').forEach((link) => {
    const { source: which, at } = placeOf(link.getAttribute("href"));
    if (which === source && at) here.set(`${at.start}-${at.end}`, { at, link, words: link.textContent.trim() });
  });
  return [...here.values()].sort((one, other) => one.at.start - other.at.start || one.at.end - other.at.end);
}

export function markOthers(body, listed, where) {
  unmark(body, "mark.other");
  const taken = [...(where.at ? [where.at] : []), ...where.also];
  for (const { at, words } of listed) {
    for (const free of without(at, taken)) mark(body, free, "other", `Also cited: ${words}`);
    taken.push(at);
  }
}

// Another passage in the same text; the line says where it is, or that it is gone.
export function markAnew(body, where, line) {
  unmark(body, "mark.cited, mark.also, mark.other");
  const made = where.at ? mark(body, where.at, "cited") : [];
  for (const span of where.also) {
    for (const free of without(span, where.at ? [where.at] : [])) made.push(...mark(body, free, "also"));
  }
  const labels = [...new Set(made.map((one) => breakBefore(one)?.textContent ?? "").filter((one) => one.startsWith("Page ")))];
  const numbers = labels.map((one) => one.slice(5)).join(" and ");
  line.hidden = !where.at;
  line.classList.toggle("gone", !made.length);
  line.textContent = made.length
    ? `Highlighted below${labels.length ? `: page${labels.length > 1 ? "s" : ""} ${numbers}` : ""}.`
    : "The passage is no longer at this place in the source.";
}

export function current(listed, where) {
  return listed.findIndex(({ at }) => where.at && at.start === where.at.start && at.end === where.at.end);
}
