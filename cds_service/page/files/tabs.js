// Tabs as the ARIA authoring practices have them: one stop, arrow keys, Home and End.

import { el, fill } from "./dom.js";

// Builds them into `list` and `host`; gives a function that fills a panel by its id.
export function tabs(list, host, titles) {
  const buttons = Object.entries(titles).map(([id, title]) =>
    el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}` }, title));
  const panels = Object.keys(titles).map((id) =>
    el("div", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, tabindex: "0" }));
  const choose = (chosen) => buttons.forEach((button, number) => {
    button.setAttribute("aria-selected", String(number === chosen));
    button.tabIndex = number === chosen ? 0 : -1;
    panels[number].hidden = number !== chosen;
  });
  buttons.forEach((button, number) => button.addEventListener("click", () => choose(number)));
  list.addEventListener("keydown", (event) => {
    const next = target(event.key, buttons.indexOf(document.activeElement), buttons.length);
    if (next === null) return;
    event.preventDefault();
    choose(next);
    buttons[next].focus();
  });
  fill(list, buttons);
  fill(host, panels);
  choose(0);
  return (id, content, count) => {
    const number = Object.keys(titles).indexOf(id);
    fill(panels[number], content);
    buttons[number].textContent = count === undefined ? titles[id] : `${titles[id]} (${count})`;
  };
}

function target(key, now, size) {
  const moves = { ArrowRight: (now + 1) % size, ArrowLeft: (now + size - 1) % size, Home: 0, End: size - 1 };
  return key in moves ? moves[key] : null;
}
