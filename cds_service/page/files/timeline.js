// Draws the timeline as SVG, to the width that there is. The facts table says the same in words.

import { el, fill, svg } from "./dom.js";
import { LANES, moments } from "./moments.js";

const GUTTER = 88;
const ROW = 22;
const AXIS = 24;
const LETTER = 6.8;
const LONGEST = 46;
const LABEL_ROOM = 44;
const DAY = 86_400_000;
const YEARS_SHOWN = 2;

export function drawTimeline(host, facts, today) {
  const all = moments(facts);
  if (all.length === 0) return fill(host, el("p", { class: "soft" }, "Nothing with a date."));
  const scale = scaled(all, today, Math.max(host.clientWidth, 440));
  const lanes = laid(all, scale);
  const height = AXIS + lanes.reduce((sum, lane) => sum + lane.height, 0);
  const drawing = svg("svg", { viewBox: `0 0 ${scale.width} ${height}`, width: scale.width, height, role: "img", "aria-labelledby": "drawing" },
    svg("title", { id: "drawing" }, spoken(all)),
    axis(scale, height), lanes.map((lane) => laneNode(lane, scale)));
  return fill(host, el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Timeline" }, drawing));
}

const spoken = (all) =>
  `Timeline. ${all.map((one) => `${one.days.at(-1)}: ${one.label}`).sort().join("; ")}`;

// What is older than the span shown stands at the left edge.
function scaled(all, today, width) {
  const now = Date.parse(today);
  const times = all.flatMap((one) => one.days.map(Date.parse));
  const first = Math.max(Math.min(...times), now - YEARS_SHOWN * 365 * DAY);
  const last = Math.max(now, ...times);
  const margin = Math.max((last - first) / 40, DAY);
  const start = first - margin;
  const end = last + 6 * margin;
  const room = width - GUTTER - 16;
  const x = (time) => GUTTER + ((Math.max(time, start) - start) / (end - start)) * room;
  return { x, start, end, now, width, pixelsADay: (room / (end - start)) * DAY };
}

function axis(scale, height) {
  const step = [1, 3, 6, 12].find((months) => months * 30 * scale.pixelsADay > 70) ?? 24;
  const first = new Date(scale.start);
  const marks = [];
  for (let month = 1; month < 40; month += step) {
    const time = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + month, 1);
    const besideToday = Math.abs(scale.x(time) - scale.x(scale.now)) < LABEL_ROOM;
    if (time < scale.end) marks.push(mark(scale.x(time), besideToday ? "" : monthName(time), height, "tick"));
  }
  return [...marks, mark(scale.x(scale.now), "today", height, "now")];
}

const monthName = (time) =>
  new Date(time).toLocaleDateString("en-GB", { month: "short", year: "2-digit", timeZone: "UTC" });

const mark = (x, text, height, name) => svg("g", { class: name },
  svg("line", { x1: x, x2: x, y1: AXIS - 6, y2: height }),
  svg("text", { x, y: name === "now" ? 8 : AXIS - 9, "text-anchor": "middle" }, text));

function laid(all, scale) {
  let top = AXIS;
  return Object.keys(LANES).flatMap((title) => {
    const items = all.filter((one) => one.lane === title).map((one) => placed(one, scale));
    if (items.length === 0) return [];
    const rows = stacked(items.sort((one, other) => one.from - other.from));
    const lane = { title, items, top, height: rows * ROW + 8 };
    top += lane.height;
    return [lane];
  });
}

// The label stands right of the last point, or left of the first where there is no room.
function placed(one, scale) {
  const xs = one.days.map((day) => scale.x(Date.parse(day)));
  const text = one.label.length > LONGEST ? `${one.label.slice(0, LONGEST - 1)}…` : one.label;
  const size = text.length * LETTER + 12;
  const left = xs.at(-1) + size > scale.width;
  return { ...one, xs, text, left, from: xs[0] - 7 - (left ? size : 0), to: xs.at(-1) + 7 + (left ? 0 : size) };
}

function stacked(items) {
  const ends = [];
  for (const item of items) {
    const free = ends.findIndex((end) => end < item.from);
    item.row = free < 0 ? ends.length : free;
    ends[item.row] = item.to;
  }
  return ends.length;
}

function laneNode(lane, scale) {
  return svg("g", { class: `lane ${lane.title.toLowerCase()}` },
    svg("line", { class: "rule", x1: 0, x2: scale.width, y1: lane.top, y2: lane.top }),
    svg("text", { class: "lane-title", x: 0, y: lane.top + 19 }, lane.title),
    lane.items.map((item) => itemNode(item, lane.top + 15 + item.row * ROW)));
}

function itemNode(item, y) {
  const first = item.xs[0];
  const last = item.xs.at(-1);
  return svg("g", { class: "moment" },
    svg("title", {}, `${item.days.join(", ")}: ${item.label}`),
    item.xs.length > 1 && svg("line", { class: "course", x1: first, x2: last, y1: y, y2: y }),
    item.xs.map((x) => svg("circle", { cx: x, cy: y, r: 4.5 })),
    svg("text", { x: item.left ? first - 10 : last + 10, y: y + 4, "text-anchor": item.left ? "end" : "start" }, item.text));
}
