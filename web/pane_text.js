// Where the words on the page stand in the source's text. Each block tells the span that it
// shows; what it shows is that text letter for letter, but for the names of unseen characters.
// Offsets count whole characters, where this language counts the halves of some.

const HALVES = /[\ud800-\udfff]/;

export function pointsIn(words) {
  return HALVES.test(words) ? [...words].length : words.length;
}

export function spansIn(words) {
  return [...(words ?? "").matchAll(/(\d{1,12})-(\d{1,12})/g)]
    .map(([, start, end]) => ({ start: Number(start), end: Number(end) }))
    .filter(({ start, end }) => start < end);
}

const known = new WeakMap(); // by the body: its blocks in the order of the text

export function blocksOf(body) {
  let blocks = known.get(body);
  if (!blocks) {
    blocks = [...body.querySelectorAll("[data-span]")].map((node) => {
      const [start, end] = node.dataset.span.split("-").map(Number);
      return { node, start, end };
    });
    known.set(body, blocks);
  }
  return blocks;
}

function* piecesOf(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const unseen = node.parentElement.closest(".unseen");
    yield { node, unseen, points: unseen ? 1 : pointsIn(node.data) };
  }
}

function unitsFor(words, points) {
  return HALVES.test(words) ? [...words].slice(0, points).join("").length : points;
}

function rangeIn(block, from, to) {
  const range = document.createRange();
  let before = 0;
  let begun = false;
  for (const { node, unseen, points } of piecesOf(block)) {
    const after = before + points;
    if (!begun && from < after) {
      begun = true;
      if (unseen) range.setStartBefore(unseen);
      else range.setStart(node, unitsFor(node.data, from - before));
    }
    if (begun && to <= after) {
      if (unseen) range.setEndAfter(unseen);
      else range.setEnd(node, unitsFor(node.data, to - before));
      return range;
    }
    before = after;
  }
  return null;
}

function firstAt(blocks, offset) {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (blocks[middle].end <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function mark(body, { start, end }, kind, title = "") {
  const blocks = blocksOf(body);
  const made = [];
  for (let n = firstAt(blocks, start); n < blocks.length && blocks[n].start < end; n += 1) {
    const { node, start: first, end: last } = blocks[n];
    const range = rangeIn(node, Math.max(start, first) - first, Math.min(end, last) - first);
    if (!range || range.collapsed) continue;
    const marked = document.createElement("mark");
    marked.className = kind;
    marked.tabIndex = -1;
    if (title) marked.title = title;
    marked.append(range.extractContents());
    range.insertNode(marked);
    // Cutting an element at its very edge leaves an empty one behind.
    node.querySelectorAll("i:empty, b:empty, sup:empty, sub:empty, span:empty").forEach((bare) => bare.remove());
    made.push(marked);
  }
  return made;
}

export function unmark(body, kinds) {
  body.querySelectorAll(kinds).forEach((marked) => {
    const around = marked.parentNode;
    marked.replaceWith(...marked.childNodes);
    around.normalize();
  });
}

// What of a span none of the others covers: marks do not stand in marks.
export function without(span, others) {
  let left = [span];
  for (const other of others) {
    left = left.flatMap(({ start, end }) => [
      { start, end: Math.min(end, other.start) },
      { start: Math.max(start, other.end), end },
    ].filter((part) => part.start < part.end));
  }
  return left;
}

function offsetAt(body, node, offset, ends) {
  const near = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const block = near.closest("[data-span]");
  if (!block) {
    const blocks = blocksOf(body);
    const point = document.createRange();
    point.setStart(node, offset);
    const next = blocks.findIndex((one) => point.comparePoint(one.node, 0) >= 0);
    if (ends) return next < 0 ? blocks.at(-1).end : (blocks[next - 1]?.end ?? 0);
    return next < 0 ? blocks.at(-1).end : blocks[next].start;
  }
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  const before = range.cloneContents();
  before.querySelectorAll(".unseen").forEach((one) => one.replaceWith("."));
  return Number(block.dataset.span.split("-")[0]) + pointsIn(before.textContent);
}

// The span of what a person has selected in the text; null where that is nothing, or not of it.
export function selectedIn(body) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !blocksOf(body).length) return null;
  const range = selection.getRangeAt(0);
  if (!body.contains(range.startContainer) || !body.contains(range.endContainer)) return null;
  const start = offsetAt(body, range.startContainer, range.startOffset, false);
  const end = offsetAt(body, range.endContainer, range.endOffset, true);
  return start < end ? { start, end } : null;
}

export function breakBefore(node) {
  let leaf = node.closest(".leaf");
  while (leaf && !leaf.firstElementChild?.matches(".page-break")) leaf = leaf.previousElementSibling;
  return leaf?.firstElementChild ?? null;
}

export function firstSeen(body) {
  const box = body.getBoundingClientRect();
  for (let down = 12; down < box.height; down += 24) {
    const block = document.elementFromPoint(box.left + box.width / 3, box.top + down)?.closest?.("[data-span]");
    if (block && body.contains(block)) return block;
  }
  return null;
}

// Brings a place into the middle. Leaves that were not laid out yet get their height only when
// they are near, so that what was in the middle may move: look again until it stays.
export function bringIntoView(body, box) {
  const once = (left) => {
    const frame = body.getBoundingClientRect();
    const at = box();
    const off = at.top + Math.min(at.height, frame.height * 0.6) / 2 - (frame.top + frame.height / 2);
    const before = body.scrollTop;
    if (Math.abs(off) > 2) body.scrollTop += off;
    if (left > 0 && Math.abs(body.scrollTop - before) > 2) requestAnimationFrame(() => once(left - 1));
  };
  once(6);
}
