// Reads what a person pastes: a hook request, or a Bundle that is the whole chart of one patient.

import { patientOf, resourcesOf } from "./request.js";

// {request} or {chart, drafts}. Throws an Error that says what was expected.
export function readOwn(text) {
  const body = parsed(text);
  if (body?.resourceType === "Bundle") return chartOf(body);
  if (typeof body?.hook === "string" && body.context) return { request: body };
  throw new Error("Expected a FHIR Bundle or a CDS Hooks request with “hook” and “context”.");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error("This is not JSON.");
  }
}

function chartOf(bundle) {
  const all = (bundle.entry ?? []).map((entry) => entry.resource).filter((one) => one?.resourceType);
  const patients = all.filter((one) => one.resourceType === "Patient" && one.id);
  if (patients.length !== 1) {
    throw new Error(`Expected one Patient with an id in the Bundle, found ${patients.length}.`);
  }
  const isDraft = (one) => one.status === "draft";
  return { chart: all.filter((one) => !isDraft(one)), drafts: all.filter(isDraft) };
}

// The sample that stands for it in the page.
export function asSample(own) {
  const chart = own.chart ?? [...resourcesOf(own.request).values()];
  const drafts = own.drafts ?? [];
  return {
    id: "own",
    title: "Your own",
    shows: own.request
      ? "Your request goes out as it is; the hook is the one that it names."
      : "Your Bundle is the whole chart; what it does not hold is not recorded.",
    scenario: own.request ? "Hook request" : "Bundle",
    coding: "",
    hook: own.request?.hook ?? (drafts.length ? "order-select" : "patient-view"),
    order: drafts.length ? 0 : null,
    orders: drafts.length ? [{ label: "The drafts of the Bundle", drafts }] : [],
    chart,
    request: own.request,
    nameless: !patientOf(chart),
  };
}
