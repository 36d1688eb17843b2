// Charts by uPlot, which main.js loads as a script of its own.
import {clock} from "./format.js";
import {h} from "./dom.js";
import {history, listen} from "./store.js";

const CHARTS = [
  {key: "rate", title: "Calls a second", unit: "/s", color: "--chart-1"},
  {key: "failed", title: "Failed, in %", unit: " %", color: "--chart-2"},
  {key: "p99", title: "p99, in ms", unit: " ms", color: "--chart-3"},
];
const HEIGHT = 132;

const color = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function plot(box, {key, unit, color: line}, data) {
  const axis = {stroke: color("--quiet"), grid: {stroke: color("--line"), width: 1}, ticks: {show: false}, font: "11px system-ui, sans-serif"};
  return new window.uPlot({
    width: Math.max(160, box.clientWidth), height: HEIGHT, legend: {show: false}, padding: [8, 8, 0, 0],
    cursor: {y: false, points: {size: 6}},
    scales: {y: {range: (chart, min, max) => [0, Math.max(max * 1.15, key === "failed" ? 1 : 0.1)]}},
    axes: [{...axis, space: 70, size: 24, values: (chart, splits) => splits.map(at => clock(at * 1000))},
      {...axis, size: 52, space: 30, values: (chart, splits) => splits.map(value => `${+value.toFixed(2)}${unit}`)}],
    series: [{}, {stroke: color(line), width: 1.75, fill: `${color(line)}22`, points: {show: false}}],
  }, [data.at.map(at => at / 1000), data[key]], box);
}

/**
 * Makes the charts of a service.
 * @param {string} name
 * @returns {{element: HTMLElement, draw: () => void, end: () => void}}
 */
export function charts(name) {
  const boxes = CHARTS.map(() => h("div", {class: "plot", "aria-hidden": "true"}));
  const plots = [];
  const element = h("div", {class: "charts"}, CHARTS.map((chart, i) => h("figure", null, h("figcaption", null, chart.title), boxes[i])));
  const build = () => {
    plots.splice(0).forEach(each => each.destroy());
    CHARTS.forEach((chart, i) => plots.push(plot(boxes[i], chart, history(name))));
  };
  const draw = () => {
    if (!element.isConnected || !window.uPlot) return;
    if (plots.length === 0) return build();
    const data = history(name);
    plots.forEach((each, i) => each.setData([data.at.map(at => at / 1000), data[CHARTS[i].key]]));
  };
  const resized = new ResizeObserver(() => plots.forEach((each, i) => each.setSize({width: Math.max(160, boxes[i].clientWidth), height: HEIGHT})));
  resized.observe(element);
  const themed = listen(what => what === "theme" && plots.length && build());
  return {element, draw, end() { resized.disconnect(); themed(); plots.forEach(each => each.destroy()); }};
}
