// The page: holds what was chosen, sends the call, and shows the answer. It keeps nothing.

import * as api from "./api.js";
import { cardNode } from "./card.js";
import * as choose from "./chooser.js";
import { byId, el, fill, uuid } from "./dom.js";
import { exchangePanel } from "./exchange.js";
import { factsPanel, gathered, unreadPanel } from "./facts.js";
import { asSample, readOwn } from "./own.js";
import { copied, hookRequest, resourcesOf } from "./request.js";
import { tabs } from "./tabs.js";
import { drawTimeline } from "./timeline.js";
import { whyPanel } from "./why.js";

const state = { sample: null, chart: [], hook: "", orders: new Map(), visit: uuid(), calls: 0, shown: null };
let services = [];
let offered = { samples: [], topics: {}, today: "", memory: "on" };
let show = () => {};

const serviceOf = (hook) => services.find((one) => one.hook === hook);

function chooseSample(sample) {
  byId("own").hidden = sample.id !== "own";
  Object.assign(state, { sample, chart: sample.chart, hook: sample.hook, visit: uuid() });
  state.orders = choose.listOrders(sample, offered.samples, sample.order);
  choose.showHook(sample.hook, Boolean(sample.request));
  choose.showPatient(sample, state.chart, offered.today);
  return send();
}

function chooseHook(hook) {
  state.hook = hook;
  choose.showHook(hook, false);
  const order = byId("order");
  if (hook !== "patient-view" && order.value === "" && state.sample.orders.length > 0) order.value = "own-0";
  return send();
}

function request() {
  if (state.sample.request) return { hookInstance: uuid(), ...state.sample.request };
  const drafts = state.orders.get(byId("order").value) ?? [];
  const made = hookRequest(serviceOf(state.hook), state.chart, drafts, state.visit);
  return { ...made, hookInstance: uuid() };
}

async function send() {
  const number = ++state.calls;
  byId("cards").setAttribute("aria-busy", "true");
  const exchanges = [];
  const tell = (one) => {
    exchanges.push(one);
    if (number === state.calls) show("exchange", exchangePanel(exchanges), exchanges.length);
  };
  try {
    const service = serviceOf(state.hook);
    if (!service) throw new Error(`No service answers the hook ${state.hook}.`);
    const sent = request();
    const { cards, why } = await api.ask(service.id, sent, tell);
    const trees = cards.length > 0 ? await api.trees(cards.map((card) => card.detail)) : [];
    if (number === state.calls) showAnswer({ service, sent, cards, trees, why, tell });
  } catch (error) {
    if (number === state.calls) showFault(error);
  }
  if (number === state.calls) byId("cards").setAttribute("aria-busy", "false");
}

function showAnswer({ service, sent, cards, trees, why, tell }) {
  fill(byId("notice"));
  fill(byId("card-list"), cards.map((card, number) => cardNode(card, trees[number], service.id, tell)));
  const held = why.cards.filter((one) => !cards.some((card) => card.uuid === one.uuid));
  fill(byId("said"), said(cards, held));
  const resources = resourcesOf(sent);
  show("why", whyPanel(why, cards, offered.topics));
  const facts = gathered(why.facts);
  show("facts", factsPanel(facts, resources), facts.length);
  show("unread", unreadPanel(why, resources), why.unread.length);
  fill(byId("version"), "Content version ", el("code", {}, why.content_version), ".");
  fill(byId("visit"), offered.memory === "on" ? "A card is shown once in an encounter." : "The memory of this service is off: every card shows every time.");
  state.shown = why.facts;
  drawTimeline(byId("timeline"), why.facts, offered.today);
}

function said(cards, held) {
  const count = cards.length === 1 ? "One card." : `${cards.length || "No"} cards.`;
  if (held.length === 0) return [count, " ", cards.length === 0 && el("a", { href: "#why-title" }, "Why was it silent?")];
  const topics = held.map((card) => card.source.topic.display).join(", ");
  return `${count} Not repeated, because it was shown or answered before: ${topics}.`;
}

function showFault(error) {
  fill(byId("notice"), el("p", { class: "notice" }, error.message));
  fill(byId("said"), "No answer: this says nothing about the patient.");
  fill(byId("card-list"));
  for (const panel of ["why", "facts", "unread"]) show(panel, []);
  fill(byId("timeline"));
  state.shown = null;
}

function useOwn(text) {
  try {
    return chooseSample(asSample(readOwn(text)));
  } catch (error) {
    return showFault(error);
  }
}

function listen() {
  byId("call").addEventListener("submit", (event) => { event.preventDefault(); send(); });
  byId("chooser").addEventListener("submit", (event) => event.preventDefault());
  byId("order").addEventListener("change", send);
  byId("new-visit").addEventListener("click", () => { state.visit = uuid(); send(); });
  byId("new-copy").addEventListener("click", () => {
    state.chart = copied(state.sample.chart, uuid().slice(0, 8));
    state.visit = uuid();
    send();
  });
  byId("own-choice").addEventListener("change", () => { byId("own").hidden = false; });
  byId("own-use").addEventListener("click", () => useOwn(byId("own-text").value));
  byId("own-file").addEventListener("change", async ({ target }) => {
    if (target.files.length > 0) byId("own-text").value = await target.files[0].text();
  });
  new ResizeObserver(() => state.shown && drawTimeline(byId("timeline"), state.shown, offered.today))
    .observe(document.querySelector(".desk"));
}

async function start() {
  show = tabs(byId("tabs"), byId("panels"), { why: "Why", facts: "Facts", unread: "Not read", exchange: "Exchange" });
  listen();
  try {
    [offered, services] = await Promise.all([api.samples(), api.services()]);
    choose.listHooks(services, chooseHook);
    choose.listSamples(offered.samples, chooseSample);
    document.querySelector("input[name=sample]").checked = true;
    await chooseSample(offered.samples[0]);
  } catch (error) {
    document.querySelector("main").hidden = true;
    showFault(error);
  }
}

start();
