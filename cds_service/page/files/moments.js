// What the timeline shows: facts gathered by lane and day, courses of a drug as one line.

import { words } from "./dom.js";
import { valueText } from "./facts.js";

export const LANES = {
  Stage: ["tumour", "stage-group", "t", "n", "m"],
  Spread: ["distant-metastasis", "metastatic-site", "lesion-count", "disease-status"],
  Biomarkers: ["biomarker"],
  Therapy: ["therapy", "procedure"],
  Condition: ["performance-status", "reserve", "symptom"],
  Orders: ["order"],
};
const SIGNS = { "known-positive": "+", "known-negative": "−" };
const LABELS = {
  tumour: (fact) => words(fact.value),
  "stage-group": (fact) => `stage ${fact.value}`,
  "lesion-count": (fact) => `${fact.value} × ${words(fact.site ?? "lesion")}`,
  "distant-metastasis": (fact) => `distant: ${fact.value}`,
  biomarker: ({ value }) => `${value.biomarker} ${SIGNS[value.status] ?? "?"}`,
  order: (fact) => [words(fact.value), fact.organ, ...(fact.ingredients ?? [])].filter(Boolean).join(", "),
  procedure: (fact) => [words(fact.value), fact.organ].filter(Boolean).join(", "),
};

// {lane, label, days}: `days` are ISO dates in order. Facts without a date have no place in time.
export function moments(facts) {
  return Object.entries(LANES).flatMap(([lane, kinds]) => {
    const own = facts.filter((fact) => kinds.includes(fact.kind) && !implied(fact));
    const courses = own.filter((fact) => fact.kind === "therapy");
    const points = own.filter((fact) => fact.kind !== "therapy");
    return [...joined(points, byDay), ...joined(courses, byDrug)].map((one) => ({ lane, ...one }));
  });
}

// Metastases on record are shown by their site.
const implied = (fact) => fact.kind === "distant-metastasis" && fact.value === "yes";
const label = (fact) => (LABELS[fact.kind] ?? valueText)(fact);
const days = (fact) => fact.because.map((piece) => piece.date?.slice(0, 10)).filter(Boolean);

const byDay = (fact) => days(fact).map((day) => [day, day, label(fact)]);
const byDrug = (fact) => days(fact).map((day) => [fact.value, day, words(fact.value)]);

function joined(facts, entries) {
  const groups = new Map();
  for (const [key, day, text] of facts.flatMap(entries)) {
    const group = groups.get(key) ?? { days: new Set(), texts: new Set() };
    group.days.add(day);
    group.texts.add(text);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) => ({
    label: [...group.texts].join(", "),
    days: [...group.days].sort(),
  }));
}
