// The facts with the records behind each, and the records that were not read.

import { el, table, words } from "./dom.js";

const TOLD = new Set(["kind", "value", "because", "reference"]);

export function factsPanel(facts, resources) {
  if (facts.length === 0) return [el("p", {}, "No fact that matters here was found in the record.")];
  const rows = facts.map((fact) => [
    words(fact.kind),
    [el("strong", {}, valueText(fact)), el("small", { class: "soft block" }, fact.more.join("; "))],
    el("ul", { class: "evidence" }, fact.because.map((piece) => el("li", {}, evidence(piece, resources)))),
  ]);
  return [table("Facts, and the records that they rest on", ["Fact", "Value", "Because"], rows)];
}

// The same said by several records is one line with all of them.
export function gathered(facts) {
  const lines = new Map();
  for (const fact of facts) {
    const key = JSON.stringify([fact.kind, fact.value]);
    const line = lines.get(key) ?? { ...fact, because: [], more: [] };
    line.because = [...line.because, ...fact.because.filter((one) => !line.because.some((had) => had.reference === one.reference))];
    line.more = [...new Set([...line.more, ...details(fact)])];
    lines.set(key, line);
  }
  return [...lines.values()];
}

export function valueText(fact) {
  const { value } = fact;
  if (value === null || typeof value !== "object") return words(value);
  if (fact.kind === "biomarker") return `${value.biomarker}: ${words(value.status)}`;
  return Object.values(value).filter((part) => part !== null).map(words).join(" ");
}

const details = (fact) =>
  Object.entries(fact)
    .filter(([name, value]) => !TOLD.has(name) && value !== fact.value)
    .map(([name, value]) => `${name.replaceAll("_", " ")}: ${[value].flat().map(words).join(", ")}`);

function evidence(piece, resources) {
  const code = piece.code?.slice(piece.code.lastIndexOf("|") + 1);
  const place = [piece.reference, piece.date, code].filter(Boolean);
  return [
    record(piece.reference, resources),
    el("small", { class: "soft block" }, place.flatMap((part, number) => [number > 0 && " · ", el("span", {}, part)])),
  ];
}

// The record in its own words, to be opened; its reference where it says nothing.
function record(reference, resources) {
  const resource = resources.get(reference);
  if (!resource) return el("code", {}, reference);
  return el("details", {},
    el("summary", {}, wording(resource) || el("code", {}, reference)),
    el("pre", { tabindex: "0", role: "region", "aria-label": reference }, JSON.stringify(resource, null, 1)));
}

function wording(resource) {
  const concept = resource.code ?? resource.medicationCodeableConcept;
  return concept?.text ?? concept?.coding?.find((one) => one.display)?.display ?? "";
}

export function unreadPanel(why, resources) {
  const rows = why.unread.map((one) => [evidence({ reference: one.reference }, resources), one.why]);
  const others = why.ignored?.other_patient ?? 0;
  return [
    rows.length > 0
      ? table("Records that said nothing, or not all that they hold", ["Record", "Why"], rows)
      : el("p", {}, "Every record was read."),
    el("p", {}, why.unavailable.length > 0 ? `Not received: ${why.unavailable.join(", ")}.` : "All that was asked for was received."),
    why.incomplete.length > 0 && el("p", {}, `Received only in part: ${why.incomplete.join(", ")}.`),
    others > 0 && el("p", {}, `Records of another patient, set aside unread: ${others}.`),
  ];
}
