// What is displayed of an answer may differ from what stands in the source: markup signs
// are hidden and control characters have a name. What is copied is the source's own text, but for
// the signs of emphasis: a raised number without its sign would be another number.
function plainText(answer) {
  const copy = answer.cloneNode(true);
  // What is folded was not seen; a quotation without its reference is of no use.
  const ours = ".tools, .did-you-mean, .cite-this, .for-screen-readers, details:not([open], .references)";
  copy.querySelectorAll(ours).forEach((node) => node.remove());
  copy.querySelectorAll(".sign").forEach((node) => { if (!/su[bp]/.test(node.textContent)) node.remove(); });
  copy.querySelectorAll("summary").forEach((node) => {
    if (node.parentElement.matches(".references")) node.outerHTML = "<h4>References</h4>";
    else node.remove();
  });
  copy.querySelectorAll(".unseen").forEach((node) => {
    node.replaceWith(String.fromCodePoint(parseInt(node.title.slice(2), 16)));
  });
  const lines = [];
  copy.querySelectorAll("p, h4, h5, blockquote, li, dt, dd").forEach((node) => {
    if (node.tagName === "LI" && node.querySelector("p")) return;
    const quote = node.tagName === "BLOCKQUOTE";
    const words = quote ? node.textContent : node.textContent.replace(/\s+/g, " ").trim();
    if (/^H[45]$/.test(node.tagName)) lines.push("", words, "");
    else if (quote) lines.push(`“${words}”`);
    else if (node.matches(".under, .context, dt, li")) lines.push(words);
    else lines.push(words, "");
  });
  return lines.join("\n").replace(/\n{3,}/g, "\n\n").trim() + "\n";
}

async function toClipboard(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}
