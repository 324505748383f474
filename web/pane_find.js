// Finding words in the open source: across markup, line breaks and blocks, whatever their case.

import { blocksOf, bringIntoView, firstSeen } from "./pane_text.js";

const MOST_SHOWN = 2000; // matches that are coloured at once; all are counted, and can be gone to
const MOST_MARKED = 300; // where colouring means to change the page
const MARKS = /\p{M}/gu;
const SAME = { "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-" };
const HIDDEN = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const folds = new Map();

function folded(letter) {
  let made = folds.get(letter);
  if (made === undefined) {
    if (/\s/.test(letter)) made = " ";
    else if (HIDDEN.test(letter)) made = "";
    else made = SAME[letter] ?? letter.normalize("NFKD").replace(MARKS, "").toLowerCase();
    folds.set(letter, made);
  }
  return made;
}

function fold(words) {
  return [...words].map(folded).join("").replace(/ +/g, " ").trim();
}

// The text as it is searched, and for each letter of it the node and the place it comes from.
function indexOf(body) {
  const nodes = [];
  const node = [];
  const place = [];
  const parts = [];
  let blank = true;
  const add = (words, at) => {
    for (const letter of words) {
      if (letter === " " && blank) continue;
      blank = letter === " ";
      parts.push(letter);
      // One for each half, as the text is searched by halves.
      for (let half = 0; half < letter.length; half += 1) {
        node.push(nodes.length - 1);
        place.push(at);
      }
    }
  };
  for (const block of blocksOf(body)) {
    const walker = document.createTreeWalker(block.node, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (text.parentElement.closest(".sign, .unseen")) continue;
      nodes.push(text);
      let at = 0;
      for (const letter of text.data) {
        add(folded(letter), at);
        at += letter.length;
      }
    }
    add(" ", nodes.length ? nodes.at(-1).data.length : 0);
  }
  return { words: parts.join(""), nodes, node, place };
}

function matchesOf(index, words) {
  const found = [];
  for (let at = index.words.indexOf(words); at >= 0; at = index.words.indexOf(words, at + words.length)) {
    found.push([at, at + words.length]);
  }
  return found;
}

function rangeOf(index, [start, end]) {
  const range = document.createRange();
  range.setStart(index.nodes[index.node[start]], index.place[start]);
  const last = index.nodes[index.node[end - 1]];
  const letter = String.fromCodePoint(last.data.codePointAt(index.place[end - 1]) ?? 32);
  range.setEnd(last, Math.min(last.data.length, index.place[end - 1] + letter.length));
  return range;
}

export function finder(say) {
  let body = null;
  let index = null;
  let matches = [];
  let now = -1;
  const paints = Boolean(globalThis.CSS?.highlights);

  function clear() {
    if (paints) {
      CSS.highlights.delete("jw-found");
      CSS.highlights.delete("jw-found-now");
    } else if (body) {
      body.querySelectorAll("mark.found").forEach((one) => {
        const around = one.parentNode;
        one.replaceWith(...one.childNodes);
        around.normalize();
      });
      index = null;
    }
  }

  function wrap(range, kind) {
    const parts = [];
    const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
    const single = range.commonAncestorContainer.nodeType === Node.TEXT_NODE;
    for (let node = single ? range.commonAncestorContainer : walker.nextNode(); node; node = single ? null : walker.nextNode()) {
      if (!range.intersectsNode(node) || !node.parentElement.closest("[data-span]")) continue;
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.data.length;
      if (from < to) parts.push([node, from, to]);
    }
    let first = null;
    for (const [node, from, to] of parts.reverse()) {
      const part = document.createRange();
      part.setStart(node, from);
      part.setEnd(node, to);
      first = document.createElement("mark");
      first.className = kind;
      part.surroundContents(first);
    }
    return first;
  }

  function paint() {
    clear();
    if (!matches.length) return null;
    index = index ?? indexOf(body);
    const around = Math.max(0, now - (paints ? MOST_SHOWN : MOST_MARKED) / 2);
    const shown = matches.slice(around, around + (paints ? MOST_SHOWN : MOST_MARKED));
    if (paints) {
      const range = rangeOf(index, matches[now]);
      CSS.highlights.set("jw-found", new Highlight(...shown.map((match) => rangeOf(index, match))));
      const one = new Highlight(range);
      one.priority = 1;
      CSS.highlights.set("jw-found-now", one);
      return range;
    }
    let current = null;
    const ranges = shown.map((match) => rangeOf(index, match));
    // From the end, since wrapping cuts the nodes that come before in the same text.
    for (let n = ranges.length - 1; n >= 0; n -= 1) {
      const made = wrap(ranges[n], n + around === now ? "found now" : "found");
      if (n + around === now) current = made;
    }
    index = null;
    return current;
  }

  function show(spoken) {
    const target = paint();
    const said = matches.length ? `${now + 1} of ${matches.length.toLocaleString("en-GB")}` : "No matches";
    if (target) bringIntoView(body, () => target.getBoundingClientRect());
    if (spoken) say(matches.length ? `Match ${said}` : said);
    return said;
  }

  return {
    // Finds words anew; what is found first is what stands where the person reads.
    find(where, words, spoken = true) {
      clear();
      body = where;
      const wanted = fold(words);
      matches = [];
      now = -1;
      if (!wanted) return "";
      index = indexOf(body);
      matches = matchesOf(index, wanted);
      const seen = firstSeen(body);
      const first = seen
        ? matches.findIndex(([start]) => seen.contains(index.nodes[index.node[start]])
          || (seen.compareDocumentPosition(index.nodes[index.node[start]]) & Node.DOCUMENT_POSITION_FOLLOWING))
        : 0;
      now = Math.max(0, first);
      return show(spoken);
    },
    go(step) {
      if (!matches.length) return "";
      now = (now + step + matches.length) % matches.length;
      return show(true);
    },
    // The page was changed below what was found: the same matches, in new nodes.
    again() {
      if (matches.length && body?.isConnected) {
        index = null;
        paint();
      }
    },
    forget() {
      clear();
      matches = [];
      index = null;
      now = -1;
    },
  };
}
