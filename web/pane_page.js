// The pages of an original as images, with the lines of the passage marked on them.

const ZOOMS = [50, 75, 100, 125, 150, 200, 300];

const written = ({ start, end }) => `${start}-${end}`;

export function pageView(say) {
  let source = null;
  let number = 1;
  let zoom = 2;
  let asked = 0;
  const part = (name) => source.root.querySelector(name);

  function labelOf(which) {
    const label = source.labels[which - 1];
    return label ? `Page ${label}` : "Page without a number";
  }

  function whereOf(which) {
    const last = source.labels.length;
    return source.labels[which - 1] === String(which) ? `Page ${which} of ${last}` : `${labelOf(which)} (${which} of ${last})`;
  }

  function tell(words) {
    const note = part(".page-note");
    note.textContent = words;
    note.hidden = !words;
  }

  function setZoom(step) {
    zoom = Math.min(ZOOMS.length - 1, Math.max(0, zoom + step));
    part(".page-sheet").style.width = `${ZOOMS[zoom]}%`;
    part(".page-zoom").textContent = `${ZOOMS[zoom]}%`;
    part('[data-pane="smaller"]').disabled = zoom === 0;
    part('[data-pane="larger"]').disabled = zoom === ZOOMS.length - 1;
    if (step) {
      say(`Zoom ${ZOOMS[zoom]}%`);
      reveal();
    }
  }

  function reveal() {
    const scroll = part(".page-scroll");
    const first = scroll.querySelector(".page-mark.cited");
    scroll.scrollTop = 0;
    scroll.scrollLeft = 0;
    if (!first) return;
    const frame = scroll.getBoundingClientRect();
    const box = first.getBoundingClientRect();
    scroll.scrollTop = box.top - frame.top - frame.height / 3;
    if (box.right > frame.right) scroll.scrollLeft = box.left - frame.left - 24;
  }

  function marksOf(found) {
    return ["other", "also", "cited"].flatMap((kind) => (found[kind] ?? []).map((line) => {
      const one = document.createElement("span");
      one.className = `page-mark ${kind}`;
      for (const side of ["left", "top", "width", "height"]) one.style[side] = `${100 * line[side]}%`;
      return one;
    }));
  }

  async function show() {
    const turn = (asked += 1);
    const { key, version, title, where, others, labels } = source;
    const last = labels.length;
    part(".page-where").textContent = whereOf(number);
    part('[data-pane="page-previous"]').disabled = number <= 1;
    part('[data-pane="page-next"]').disabled = number >= last;
    const query = new URLSearchParams({ source: key, v: version });
    const places = new URLSearchParams({ source: key, v: version });
    if (where.at) places.set("at", written(where.at));
    if (where.also.length) places.set("also", where.also.map(written).join(","));
    if (others.length) places.set("other", others.map(written).join(","));
    const waiting = setTimeout(() => turn === asked && tell("Drawing the page …"), 300);
    let said = "";
    let found = {};
    const image = new Image();
    try {
      const reply = await fetch(`reading/places/${number}?${places}`);
      found = await reply.json();
      if (found.error) throw new Error(found.error);
      image.src = `reading/page/${number}?${query}`;
      await image.decode();
    } catch (error) {
      said = found.error ?? "This page cannot be shown as an image now: read it as text.";
    } finally {
      clearTimeout(waiting);
    }
    if (turn !== asked || !source.root.isConnected) return;
    if (said) {
      part(".page-sheet").replaceChildren();
      tell(said);
      say(said);
      return;
    }
    const marks = marksOf(found);
    const lines = (found.cited ?? []).length;
    image.alt = `${labelOf(number)} of “${title}” as an image${lines ? ", the passage marked on it" : ""}. `
      + "Its words are under Text.";
    part(".page-sheet").replaceChildren(image, ...marks);
    const lost = number === source.page && where.at && !lines;
    tell(lost ? "The lines of the passage could not be found on this image; they are marked in the text." : "");
    reveal();
    say(`${whereOf(number)}${lines ? ", the passage is marked" : ""}`);
  }

  return {
    open(opened) {
      source = opened;
      number = Math.min(Math.max(1, opened.page), opened.labels.length);
      setZoom(0);
      return show();
    },
    turn(step) {
      number = Math.min(Math.max(1, number + step), source.labels.length);
      return show();
    },
    zoom: setZoom,
    get number() {
      return number;
    },
  };
}
