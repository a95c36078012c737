// The doors of the service that this page uses, and the record of what went through them.

export class Refused extends Error {
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

const TOKENS =
  "This service lets in known clients only. A token is signed for each call with a client's " +
  "private key, and a page in a browser must not hold one: try your own instance with " +
  "“cds-service demo”, or call this one with curl and “cds-service keys token”.";

// Every exchange is {title, path, request, status, ms, response}.
async function exchange(title, path, request) {
  const started = performance.now();
  const options = request === undefined ? {} : {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  };
  const answer = await fetch(path, { credentials: "omit", ...options }).catch(unreachable);
  const response = await answer.json();
  const ms = Math.round(performance.now() - started);
  return { title, path, request, status: answer.status, ms, response };
}

function unreachable() {
  throw new Refused(0, "The service cannot be reached. Is it still running?");
}

// The answer; throws `Refused` with words for a person.
function accepted(made) {
  if (made.status < 300) return made.response;
  throw new Refused(made.status, made.status === 401 ? TOKENS : told(made.response));
}

const told = (outcome) =>
  outcome?.issue?.map((issue) => issue.diagnostics).join(" ") ?? "The service gave no answer.";

export const services = async () =>
  accepted(await exchange("Discovery", "cds-services")).services;

export const samples = async () => accepted(await exchange("Samples", "page/samples"));

export const trees = async (texts) =>
  accepted(await exchange("Markdown", "page/markdown", { texts })).trees;

// Calls a hook and asks why. Exchanges are told before a refusal is thrown.
export async function ask(service, request, tell) {
  const hook = await exchange("Hook call", `cds-services/${service}`, request);
  tell(hook);
  const cards = accepted(hook).cards;
  const why = await exchange("Explanation", `explain/${service}`, request);
  tell(why);
  return { cards, why: accepted(why) };
}

export async function sendFeedback(service, entry, tell) {
  const sent = await exchange("Feedback", `cds-services/${service}/feedback`, { feedback: [entry] });
  tell(sent);
  return accepted(sent);
}
