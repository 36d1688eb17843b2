// The routes of a service or of an instance, which the registry asks one instance for.
import {fill, h} from "./dom.js";
import {get} from "./api.js";

const MAX_ROUTES = 500;

/**
 * @param {string} from the resource below /api
 * @returns {Promise<Array<object>>} the routes, at most 500
 */
export async function routesOf(from) {
  const routes = [];
  let page = await get(from);
  routes.push(...page.routes);
  while (page.more && page.routes.length && routes.length < MAX_ROUTES) {
    page = await get(from, {after: routes.at(-1).path});
    routes.push(...page.routes);
  }
  return routes;
}

const note = (route, i) => [route.idempotent && "idempotent", route.roles?.length && `role ${route.roles.join(" or ")}`].filter(Boolean)[i];

/**
 * Shows routes with a link to call each.
 * @param {Element} box
 * @param {string} from the resource below /api
 * @param {string} namespace the service that a call goes to
 */
export async function showRoutes(box, from, namespace) {
  const pending = box.pending = {};
  fill(box, h("p", {class: "quiet"}, "Asking an instance for its routes…"));
  try {
    const routes = await routesOf(from);
    if (box.pending !== pending) return; // a later answer counts
    if (routes.length === 0) return fill(box, h("p", {class: "empty"}, "The instance has no routes."));
    fill(box, h("ul", {class: "routes"}, routes.map(route => h("li", null, h("code", null, route.path),
        [0, 1].map(i => note(route, i) && h("span", {class: "tag"}, note(route, i))),
        h("a", {href: `#/call/${encodeURIComponent(namespace)}?route=${encodeURIComponent(route.path)}`, "aria-label": `Try it: ${route.path}`}, "Try it")))));
  } catch (failure) {
    if (box.pending !== pending) return;
    fill(box, h("p", {class: "empty"}, failure.status === 404
      ? "This instance does not list its routes. Instances of MicroCDI do. Nodes of the Node.js packages do not." : `The routes are not known now. ${failure.message}`));
  }
}
