// Turns the tree that the service makes of Markdown into nodes, from a closed list of elements.

import { el } from "./dom.js";

const ELEMENTS = new Set([
  "p", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote", "hr", "br",
  "table", "thead", "tbody", "tr", "th", "td",
]);
// A card stands below a heading of its own; headings of its detail come below that.
const HEADINGS = { h1: "h4", h2: "h4", h3: "h4", h4: "h5", h5: "h6", h6: "h6" };

export const nodes = (tree) => tree.map(node);

function node(part) {
  if (typeof part === "string") return document.createTextNode(part);
  const inner = nodes(part.children);
  if (part.tag === "a") return link(part.href, inner);
  const tag = HEADINGS[part.tag] ?? part.tag;
  return ELEMENTS.has(part.tag) || part.tag in HEADINGS ? el(tag, {}, inner) : el("span", {}, inner);
}

export function link(href, children) {
  if (!/^https?:\/\//.test(href)) return el("span", {}, children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}
