// Makes hook requests from charts: sorts a chart by the prefetch keys that discovery advertises.

// {key, type} of every template, such as conditions and Condition.
export const prefetchKeys = (service) =>
  Object.entries(service.prefetch).map(([key, template]) => ({
    key,
    type: template.match(/^[A-Za-z]+/)[0],
  }));

export const patientOf = (chart) => chart.find((one) => one.resourceType === "Patient");

// A call as an EHR makes it. `drafts` play no part when a chart is opened.
export function hookRequest(service, chart, drafts, visit) {
  const patientId = patientOf(chart).id;
  const context = { userId: "Practitioner/page", patientId, encounterId: visit };
  if (service.hook !== "patient-view") Object.assign(context, ordered(service.hook, drafts, patientId));
  return {
    hook: service.hook,
    hookInstance: null,
    context,
    prefetch: sorted(chart, prefetchKeys(service)),
  };
}

function ordered(hook, drafts, patientId) {
  const made = drafts.map((draft, number) => ({
    ...draft,
    id: draft.id ?? `draft-${number + 1}`,
    subject: draft.subject ?? { reference: `Patient/${patientId}` },
  }));
  const draftOrders = bundle(made, "collection");
  if (hook !== "order-select") return { draftOrders };
  return { selections: made.map((one) => `${one.resourceType}/${one.id}`), draftOrders };
}

// Types without a key travel as included resources, as a server would send them.
function sorted(chart, keys) {
  const known = new Set(keys.map(({ type }) => type));
  const strays = chart.filter((one) => !known.has(one.resourceType));
  const found = keys.map(({ key, type }) => {
    const own = chart.filter((one) => one.resourceType === type);
    return [key, type === "Patient" ? own[0] : bundle(own, "searchset")];
  });
  const prefetch = Object.fromEntries(found);
  const included = strays.map((resource) => ({ resource, search: { mode: "include" } }));
  prefetch.conditions?.entry.push(...included);
  return prefetch;
}

const bundle = (resources, type) => ({
  resourceType: "Bundle",
  type,
  entry: resources.map((resource) => ({ resource })),
});

// The same chart of a person whom the service has never seen.
export function copied(chart, suffix) {
  const old = patientOf(chart).id;
  const name = `${old}-${suffix}`;
  const text = JSON.stringify(chart).replaceAll(`"Patient/${old}"`, `"Patient/${name}"`);
  return JSON.parse(text).map((one) => (one.resourceType === "Patient" ? { ...one, id: name } : one));
}

// Every resource of a request by its reference, to show what evidence points to.
export function resourcesOf(request) {
  const found = new Map();
  for (const part of [...Object.values(request.prefetch ?? {}), request.context?.draftOrders]) {
    const held = part?.resourceType === "Bundle" ? part.entry ?? [] : [{ resource: part }];
    for (const { resource } of held) {
      if (resource?.resourceType) found.set(`${resource.resourceType}/${resource.id}`, resource);
    }
  }
  return found;
}
