// One card as an EHR shows it: summary, indicator, detail, suggestions, override menu and links.

import { sendFeedback } from "./api.js";
import { el, fill } from "./dom.js";
import { link, nodes } from "./markdown.js";

const SIGNS = { info: "i", warning: "!", critical: "!!" };

// `tree` is the parsed detail; `tell` records what is sent.
export function cardNode(card, tree, service, tell) {
  const title = `card-${card.uuid}`;
  const told = el("p", { class: "told", role: "status" });
  const answers = el("div", { class: "answers" });
  const answer = (entry, says) => answered({ card, service, entry, says, answers, told, tell });
  answers.append(...suggestions(card, answer), overrides(card, answer));
  return el("article", { class: `card ${card.indicator}`, "aria-labelledby": title },
    el("header", {},
      el("p", { class: "indicator" },
        el("span", { class: "sign", "aria-hidden": "true" }, SIGNS[card.indicator]), card.indicator),
      el("h3", { id: title }, card.summary)),
    el("div", { class: "detail" }, nodes(tree)),
    answers,
    told,
    links(card),
    el("p", { class: "source" }, "Source: ", card.source.label));
}

function suggestions(card, answer) {
  return (card.suggestions ?? []).map((suggestion) => {
    const accept = () => answer(
      { outcome: "accepted", acceptedSuggestions: [{ id: suggestion.uuid }] },
      "Accepted. An EHR would now carry out the actions of the suggestion.");
    return el("div", { class: "suggestion" },
      el("button", { type: "button", class: suggestion.isRecommended && "main", on: { click: accept } },
        suggestion.label),
      suggestion.isRecommended && el("span", { class: "badge" }, "recommended"),
      el("details", {}, el("summary", {}, "What it does"), suggestion.actions.map(action)));
  });
}

const action = (one) =>
  el("div", {},
    el("p", {}, `${one.type}: ${one.description}`),
    one.resource && el("pre", { tabindex: "0", role: "region", "aria-label": one.description },
      JSON.stringify(one.resource, null, 1)));

function overrides(card, answer) {
  const id = `reason-${card.uuid}`;
  const menu = el("select", { id },
    el("option", { value: "" }, "No reason given"),
    (card.overrideReasons ?? []).map((reason, number) =>
      el("option", { value: number }, reason.display)));
  const dismiss = () => {
    const { system, code, display } = card.overrideReasons?.[menu.value] ?? {};
    const reason = code && { overrideReason: { reason: { system, code } } };
    answer({ outcome: "overridden", ...reason }, `Dismissed${display ? `: ${display}` : ""}.`);
  };
  return el("div", { class: "override" },
    card.overrideReasons && [el("label", { for: id }, "Reason"), menu],
    el("button", { type: "button", on: { click: dismiss } }, "Dismiss"));
}

async function answered({ card, service, entry, says, answers, told, tell }) {
  const sent = { card: card.uuid, outcomeTimestamp: new Date().toISOString(), ...entry };
  const controls = answers.querySelectorAll("button, select");
  controls.forEach((control) => { control.disabled = true; });
  try {
    await sendFeedback(service, sent, tell);
    fill(told, el("strong", {}, says), " Feedback is stored. Send again to see what the service remembers.");
  } catch (error) {
    controls.forEach((control) => { control.disabled = false; });
    fill(told, `Feedback was not stored. ${error.message}`);
  }
  told.tabIndex = -1;
  told.focus();
}

function links(card) {
  const all = card.links ?? [];
  return all.length > 0 &&
    el("ul", { class: "links" }, all.map((one) => el("li", {}, link(one.url, one.label))));
}
