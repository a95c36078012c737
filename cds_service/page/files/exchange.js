// The raw exchange: every request and answer, to copy as JSON or as a curl command.

import { el } from "./dom.js";

export const exchangePanel = (all) => all.map((one, number) => exchange(one, number));

function exchange(one, number) {
  const name = `${one.title}: POST /${one.path}`;
  return el("section", { class: "exchange", "aria-labelledby": `exchange-${number}` },
    el("h3", { id: `exchange-${number}` }, one.title),
    el("p", {}, el("code", {}, `POST /${one.path}`), " → ",
      el("span", { class: `badge ${one.status < 300 ? "" : "alarm"}` }, String(one.status)), ` ${one.ms} ms`),
    el("p", {}, copier("Copy as curl", () => curl(one)), " ",
      copier("Copy answer", () => JSON.stringify(one.response, null, 1))),
    raw(`Request of ${name}`, "Request", one.request),
    raw(`Answer of ${name}`, "Answer", one.response));
}

const raw = (label, title, body) =>
  el("details", {},
    el("summary", {}, title),
    el("pre", { tabindex: "0", role: "region", "aria-label": label }, JSON.stringify(body, null, 1)));

function copier(label, text) {
  const button = el("button", { type: "button", class: "plain" }, label);
  button.addEventListener("click", async () => {
    button.textContent = await copy(text()) ? "Copied" : "Not allowed here: open Request and copy it";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// No line of pretty-printed JSON is the word END.
export function curl({ path, request }) {
  const address = new URL(path, document.baseURI).href;
  const body = JSON.stringify(request, null, 1);
  return `curl -s -H 'Content-Type: application/json' --data-binary @- '${address}' <<'END'\n${body}\nEND\n`;
}
