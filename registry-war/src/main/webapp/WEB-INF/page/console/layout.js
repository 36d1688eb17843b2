// Places services in layers, callers at the left and called ones at the right, so that most calls point to the right.

const SWEEPS = 6;

/** Marks the edges that close a circle, by a search in depth. */
function backEdges(names, outOf) {
  const back = new Set();
  const state = new Map();
  const visit = start => {
    const path = [[start, 0]];
    state.set(start, 1);
    while (path.length) {
      const top = path.at(-1);
      const edge = outOf.get(top[0])[top[1]++];
      if (!edge) {
        state.set(top[0], 2);
        path.pop();
      } else if (state.get(edge.to) === 1) {
        back.add(edge);
      } else if (!state.has(edge.to)) {
        state.set(edge.to, 1);
        path.push([edge.to, 0]);
      }
    }
  };
  names.forEach(name => state.has(name) || visit(name));
  return back;
}

function layersOf(names, forward) {
  const layer = new Map(names.map(name => [name, 0]));
  for (let i = 0, moved = true; moved && i < names.length; i++) {
    moved = false;
    for (const {from, to} of forward) {
      if (layer.get(to) <= layer.get(from)) {
        layer.set(to, layer.get(from) + 1);
        moved = true;
      }
    }
  }
  return layer;
}

/** Divides the edges that cross layers into short ones, by points that take a place in each layer. */
function divide(layer, forward, layers) {
  const parts = [];
  const through = new Map();
  for (const edge of forward) {
    let from = edge.from;
    const points = [];
    for (let at = layer.get(edge.from) + 1; at < layer.get(edge.to); at++) {
      const point = `${edge.from}\n${edge.to}\n${at}`;
      layers[at].push(point);
      points.push(point);
      parts.push({from, to: point});
      from = point;
    }
    parts.push({from, to: edge.to});
    through.set(edge, points);
  }
  return {parts, through};
}

function order(layers, edges) {
  const place = new Map();
  const number = layer => layer.forEach((name, i) => place.set(name, i - (layer.length - 1) / 2));
  layers.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    for (const layer of forward ? layers : [...layers].reverse()) {
      const centre = new Map(layer.map(name => {
        const beside = edges.filter(edge => edge[forward ? "to" : "from"] === name && edge.from !== edge.to).map(edge => place.get(edge[forward ? "from" : "to"]));
        return [name, beside.length ? beside.reduce((a, b) => a + b, 0) / beside.length : place.get(name)];
      }));
      layer.sort((a, b) => centre.get(a) - centre.get(b) || (a < b ? -1 : 1));
      number(layer);
    }
  }
  return place;
}

/**
 * @typedef {object} Place
 * @property {number} column from 0
 * @property {number} row around 0, in halves
 */

/**
 * Places services. The same input has the same result.
 * @param {string[]} services their names
 * @param {Array<{from: string, to: string}>} edges calls between them
 * @returns {{places: Map<string, Place>, through: Map<object, Place[]>}} the places of the services, and the places that the edges go through
 */
export function layout(services, edges) {
  const names = [...services].sort();
  const sorted = [...edges].sort((a, b) => (a.from + a.to < b.from + b.to ? -1 : 1));
  const outOf = new Map(names.map(name => [name, sorted.filter(edge => edge.from === name && edge.to !== name)]));
  const called = new Set(sorted.map(edge => edge.to));
  const back = backEdges([...names.filter(name => !called.has(name)), ...names], outOf);
  const forward = sorted.filter(edge => edge.from !== edge.to && !back.has(edge));
  const layer = layersOf(names, forward);
  const layers = [];
  for (const name of names) (layers[layer.get(name)] ??= []).push(name);
  const {parts, through} = divide(layer, forward, layers);
  const row = order(layers, parts);
  const all = new Map(layers.flatMap((each, column) => each.map(name => [name, {column, row: row.get(name)}])));
  return {
    places: new Map(names.map(name => [name, all.get(name)])),
    through: new Map([...through].map(([edge, points]) => [edge, points.map(point => all.get(point))])),
  };
}
