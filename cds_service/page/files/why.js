// Findings, and what each topic decided: the reason of every silence.

import { el, words } from "./dom.js";

const OUTCOMES = {
  card: "speaks", silent: "silent", suppressed: "held back", failed: "could not be judged", off: "switched off",
};

// `names` are the displays of the topics by code.
export function whyPanel(why, cards, names) {
  return [
    el("h3", {}, "Findings"), findings(why.findings),
    el("h3", {}, "Topics"), el("ul", { class: "topics" }, ordered(why.topics).map((one) => topic(one, cards, names))),
  ];
}

function findings(found) {
  const rows = [
    ["Stage IV", found.stage_iv],
    ["Scenario", words(found.scenario)],
    ["Intent", words(found.intent)],
    ["Missing markers", found.missing_biomarkers.join(", ") || "none"],
  ];
  return el("dl", { class: "findings" },
    rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

// Those that speak come first, the others stay in their order.
const ordered = (topics) => [...topics].sort((one, other) => rank(one) - rank(other));
const rank = (topic) => ["card", "failed", "suppressed", "silent", "off"].indexOf(topic.outcome);

function topic(one, cards, names) {
  const shown = cards.some((card) => card.source.topic.code === one.topic);
  const outcome = one.outcome === "card" && !shown ? "not shown" : OUTCOMES[one.outcome] ?? one.outcome;
  return el("li", { class: shown ? "speaks" : "quiet" },
    el("p", {},
      el("a", { href: `rules/${encodeURIComponent(one.topic)}` }, names[one.topic] ?? words(one.topic)), " ",
      el("span", { class: `badge ${shown ? "strong" : ""}` }, outcome), " ",
      one.row && el("span", { class: "soft" }, `rule ${one.row}`)),
    one.because.length > 0 && el("ul", {}, one.because.map((text) => el("li", {}, text))),
    one.missing.length > 0 && el("p", { class: "soft" }, `Missing: ${one.missing.join(", ")}`));
}
