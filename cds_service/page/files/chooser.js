// The choices: patient, hook and order. Every choice is told to the page, which sends the call.

import { byId, el, fill } from "./dom.js";

const HOOKS = {
  "patient-view": "Open the chart",
  "order-select": "Select an order",
  "order-sign": "Sign orders",
};

export function listSamples(samples, chosen) {
  const entries = samples.map((sample) =>
    el("label", { class: "sample" },
      el("input", { type: "radio", name: "sample", value: sample.id, on: { change: () => chosen(sample) } }),
      el("span", {},
        el("strong", { lang: sample.language }, sample.title),
        el("small", {}, [sample.scenario, sample.coding].join(" · ")))));
  byId("samples").append(...entries);
}

export function listHooks(services, chosen) {
  const entries = services.map((service) =>
    el("label", {},
      el("input", { type: "radio", name: "hook", value: service.hook, on: { change: () => chosen(service.hook) } }),
      el("span", {}, HOOKS[service.hook] ?? service.hook, el("small", {}, service.hook))));
  byId("hooks").append(...entries);
}

// Orders of this patient first, then those of all others to try; gives them by option value.
export function listOrders(sample, samples, now) {
  const own = sample.orders.map((order, number) => [`own-${number}`, order]);
  const foreign = samples.filter((one) => one.id !== sample.id).flatMap((one) =>
    one.orders.map((order, number) => [`${one.id}-${number}`, order]));
  fill(byId("order"),
    el("option", { value: "" }, "No order"),
    group("For this patient", own), group("Of other patients", foreign));
  byId("order").value = now === null ? "" : `own-${now}`;
  return new Map([...own, ...foreign].map(([value, order]) => [value, order.drafts ?? [order.draft]]));
}

const group = (label, orders) =>
  orders.length > 0 &&
  el("optgroup", { label }, orders.map(([value, order]) => el("option", { value }, order.label)));

export function showHook(hook, fixed) {
  for (const input of document.querySelectorAll("input[name=hook]")) {
    input.checked = input.value === hook;
    input.disabled = fixed;
  }
  byId("order").disabled = fixed || hook === "patient-view";
}

export function showPatient(sample, chart, today) {
  const person = chart.find((one) => one.resourceType === "Patient");
  fill(byId("who"), person ? described(person, today) : sample.title);
  fill(byId("shows"), sample.shows);
  fill(byId("tags"), [sample.scenario, sample.coding].filter(Boolean).map((tag) => el("span", { class: "badge" }, tag)));
}

function described(person, today) {
  const name = person.name?.[0];
  const called = name?.text ?? [name?.given?.join(" "), name?.family].filter(Boolean).join(" ");
  const age = person.birthDate && Math.floor((Date.parse(today) - Date.parse(person.birthDate)) / 31_556_952_000);
  return [called || `Patient/${person.id}`, person.gender, age && `${age} years`].filter(Boolean).join(", ");
}
