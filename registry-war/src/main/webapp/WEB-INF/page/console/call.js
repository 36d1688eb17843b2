// Calls a route through the gateway, with a body that is made from the schema where there is one.
import {call, schemaOf, segments} from "./api.js";
import {cardHead, pill, problem, serviceLink} from "./parts.js";
import {fill, h, lines, setText, visible, visibleJson} from "./dom.js";
import {millis} from "./format.js";
import {routesOf} from "./routes.js";

const DEEP = 6;
const DANGER = "This is a real call to a real instance. Its changes are permanent.";
const PARAMETER = /\{([^}/]+)\}/g;
const SAMPLES = {"date-time": () => new Date().toISOString(), "date": () => new Date().toISOString().slice(0, 10), "uuid": () => "00000000-0000-0000-0000-000000000000"};

/**
 * Makes a value that a schema allows.
 * @param {object} schema of JSON Schema, as in OpenAPI
 * @param {object} document holds what the schema refers to
 * @param {number} [depth] how deep the value is
 */
export function example(schema, document, depth = 0) {
  if (!schema || depth > DEEP) return null;
  if (schema.$ref) return example(schema.$ref.slice(2).split("/").reduce((at, name) => at?.[name], document), document, depth + 1);
  for (const given of [schema.example, schema.examples?.[0], schema.default, schema.const, schema.enum?.[0]]) if (given !== undefined) return given;
  const part = schema.allOf?.[0] ?? schema.oneOf?.[0] ?? schema.anyOf?.[0];
  if (part && !schema.properties) return example(part, document, depth + 1);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || schema.properties) return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, each]) => [name, example(each, document, depth + 1)]));
  if (type === "array") return [example(schema.items, document, depth + 1)].filter(each => each !== null);
  if (type === "integer" || type === "number") return Math.max(1, schema.minimum ?? 1);
  if (type === "boolean") return false;
  return type === "string" ? SAMPLES[schema.format]?.() ?? "" : null;
}

function bodyOf(document, route) {
  const found = document?.paths?.[route];
  const operation = found?.post ?? Object.values(found ?? {}).find(each => each?.requestBody);
  const schema = operation?.requestBody?.content?.["application/json"]?.schema;
  return schema ? visibleJson(JSON.stringify(example(schema, document), null, 2)) : null;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/**
 * @param {object} page
 * @param {Element} page.root
 * @param {string} page.id the namespace
 * @param {object} page.query may name a route
 */
export function tryIt({root, id: name, query}) {
  const route = h("input", {id: "route", list: "known", required: true, autocomplete: "off", spellcheck: "false", value: query.route ?? "", oninput: chosen});
  const known = h("datalist", {id: "known"});
  const parameters = h("div", {class: "fields"});
  const body = h("textarea", {id: "body", rows: 9, spellcheck: "false", "aria-describedby": "body-note"});
  const seconds = h("input", {id: "seconds", type: "number", min: 1, max: 60, value: 5, required: true});
  const note = h("p", {id: "body-note", class: "quiet"});
  const send = h("button", {class: "primary", type: "submit"}, "Call");
  const answer = h("div", {role: "status"});
  const danger = h("p", {class: "quiet"}, DANGER);
  let [document_, made, unknown] = [null, "", ""];
  root.append(h("div", {class: "page-head"}, h("h1", {tabindex: -1}, "Try a route of ", h("a", {href: serviceLink(name)}, name))),
      h("div", {class: "two"}, h("section", {class: "card", "aria-label": "The call"}, cardHead("The call"),
          h("form", {class: "form", onsubmit: run}, h("label", {for: "route"}, "Route"), route, known, parameters, h("label", {for: "body"}, "Body, as JSON"), body, note,
              h("label", {for: "seconds"}, "Time for the call, in seconds"), seconds, danger, h("div", {class: "actions"}, send))),
      h("section", {class: "card", "aria-label": "The answer"}, cardHead("The answer"), answer)));
  fill(answer, h("p", {class: "empty"}, "The answer to your call appears here."));

  function chosen() {
    const names = [...route.value.matchAll(PARAMETER)].map(match => match[1]);
    if (parameters.dataset.names !== names.join()) {
      parameters.dataset.names = names.join();
      fill(parameters, names.map((each, i) => [h("label", {for: `parameter-${i}`}, `Parameter ${each}`), h("input", {id: `parameter-${i}`, required: true, "data-parameter": each})]));
    }
    const template = bodyOf(document_, route.value);
    if (template !== null && (body.value === "" || body.value === made)) body.value = made = template;
    setText(note, template !== null ? "Filled from the schema of the service." : document_ ? "The schema of the service has no body for this route." : unknown || "The service has no schema. Write one JSON value, or leave it empty.");
  }
  async function run(event) {
    event.preventDefault();
    if (body.value.trim()) {
      try {
        JSON.parse(body.value);
      } catch (failure) {
        body.setAttribute("aria-invalid", "true");
        body.focus();
        return fill(answer, problem(new Error(`The body is not JSON: ${failure.message}`)));
      }
    }
    body.removeAttribute("aria-invalid");
    send.disabled = true;
    fill(answer, h("p", {class: "empty"}, "Calling…"));
    const valueOf = (all, each) => parameters.querySelector(`[data-parameter="${CSS.escape(each)}"]`).value;
    // by segments, since a value with a slash is one segment and must not lead to another route
    const path = route.value.split("/").map(segment => encodeURIComponent(segment.replace(PARAMETER, valueOf))).join("/");
    try {
      const {status, millis: took, text} = await call(name, path, body.value.trim(), Number(seconds.value));
      const good = status < 400;
      fill(answer, h("p", {class: "card-text"}, pill(good ? "good" : "bad", good ? "✓" : "✕", `${status}`), h("span", {class: "quiet"}, ` in ${millis(took)}, measured by this browser`)),
          h("pre", {tabindex: 0, "aria-label": "Answer"}, lines(pretty(text) || "The handler returned nothing.")));
    } catch (failure) {
      fill(answer, problem(failure));
    }
    send.disabled = false;
  }
  routesOf(`namespaces/${segments(name)}/routes`).then(routes => {
    fill(known, routes.map(each => h("option", {value: each.path})));
    if (!route.value && routes.length) route.value = visible(routes[0].path);
    chosen();
  }, failure => { if (failure.status !== 404) fill(danger, `The routes are not known now. ${failure.message} `, DANGER); });
  schemaOf(name).then(found => { document_ = found; }, failure => { unknown = `The schema is not known now. Write one JSON value, or leave it empty. ${failure.message}`; }).then(chosen);
  chosen();
  return {title: `Try ${name}`, tick() {}, event() {}};
}
