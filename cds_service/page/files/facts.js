// The facts with the records behind each, and the records that were not read.

import { el, table, words } from "./dom.js";

const TOLD = new Set(["kind", "value", "because"]);

export function factsPanel(why, resources) {
  if (why.facts.length === 0) return [el("p", {}, "No fact that matters here was found in the record.")];
  const rows = why.facts.map((fact) => [
    words(fact.kind),
    [el("strong", {}, valueText(fact)), more(fact)],
    el("ul", { class: "evidence" }, fact.because.map((piece) => evidence(piece, resources))),
  ]);
  return [table("Facts, and the records that they rest on", ["Fact", "Value", "Because"], rows)];
}

export function valueText(fact) {
  const { value } = fact;
  if (value === null || typeof value !== "object") return words(value);
  if (fact.kind === "biomarker") return `${words(value.biomarker)}: ${words(value.status)}`;
  return Object.values(value).filter((part) => part !== null).map(words).join(" ");
}

function more(fact) {
  const extra = Object.entries(fact).filter(([name]) => !TOLD.has(name));
  const text = extra.map(([name, value]) => `${words(name)}: ${words(value)}`).join("; ");
  return text && el("small", { class: "soft block" }, text);
}

function evidence(piece, resources) {
  const resource = resources.get(piece.reference);
  const code = piece.code?.slice(piece.code.lastIndexOf("|") + 1);
  return el("li", {},
    record(piece.reference, resource),
    el("small", { class: "soft block" }, [piece.date, code].filter(Boolean).join(" · ")));
}

function record(reference, resource) {
  if (!resource) return el("code", {}, reference);
  return el("details", {},
    el("summary", {}, el("code", {}, reference), " ", wording(resource)),
    el("pre", { tabindex: "0", role: "region", "aria-label": reference }, JSON.stringify(resource, null, 1)));
}

// The record's own words, as it was sent.
function wording(resource) {
  const concept = resource.code ?? resource.medicationCodeableConcept;
  return concept?.text ?? concept?.coding?.find((one) => one.display)?.display ?? "";
}

export function unreadPanel(why, resources) {
  const rows = why.unread.map((one) => [record(one.reference, resources.get(one.reference)), one.why]);
  const others = why.ignored?.other_patient ?? 0;
  return [
    rows.length > 0
      ? table("Records that said nothing, or not all that they hold", ["Record", "Why"], rows)
      : el("p", {}, "Every record was read."),
    el("p", {}, "Not received: ", why.unavailable.join(", ") || "nothing is missing", "."),
    why.incomplete.length > 0 && el("p", {}, `Received only in part: ${why.incomplete.join(", ")}.`),
    others > 0 && el("p", {}, `Records of another patient, set aside unread: ${others}.`),
  ];
}
