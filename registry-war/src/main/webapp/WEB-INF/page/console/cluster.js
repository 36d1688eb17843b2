// The registries: one alone, or the members of a cluster.
import {cardHead, facts, pill} from "./parts.js";
import {count, megabytes, span, whole} from "./format.js";
import {fill, h, setText} from "./dom.js";
import {status as loader} from "./load.js";
import {store} from "./store.js";

const REFRESH_MS = 5000;

function members(status) {
  const {enabled, settled, members: all} = status.cluster;
  if (!enabled) {
    return h("p", {class: "empty"}, "This registry is alone. If it fails, calls go on over open links, and nodes register again when it is back. To run several, see the page on the cluster.");
  }
  return [h("p", {class: "card-text"}, settled ? pill("good", "✓", "settled") : pill("warn", "!", "not settled"),
      settled ? " This registry knows the instances of all members." : " This registry does not know the instances of all members now: a change is missing, or a member does not answer. Lists may miss some until then."),
  h("div", {class: "scroll"}, h("table", null, h("caption", {class: "unseen"}, "Members of the cluster"), h("thead", null, h("tr", null, h("th", {scope: "col"}, "Registry"), h("th", {scope: "col"}, "Reached for calls"), h("th", {scope: "col", class: "n"}, "Instances"))),
      h("tbody", null, all.map(each => h("tr", null, h("th", {scope: "row"}, each.name, each.self && h("span", {class: "tag"}, "this one")), h("td", null, each.url && h("code", null, each.url)), h("td", {class: "n"}, whole(each.instances)))))))];
}

function about(status) {
  const {memory, streams, you} = status;
  return facts([["State", status.status === "ok" ? pill("good", "✓", "works") : pill("bad", "✕", status.problem ?? "stalled")],
    ["Up for", span(status.uptime)],
    ["Heap", `${megabytes(memory.live)} of ${megabytes(memory.max)} in use, perhaps with garbage`],
    memory.refusing && ["New links", pill("bad", "✕", "refused: memory is short")],
    streams && ["Open consoles", `${count(streams.open, "stream")} of ${whole(streams.max)}`], ["Security", `${status.security} (micro.security.mode)`],
    you && ["You", `${you.name ?? "on this machine"}, ${you.mayAct ? "may drain and eject" : "may look only"}`]].filter(Boolean));
}

/**
 * @param {object} page
 * @param {Element} page.root
 */
export function cluster({root}) {
  const [list, self] = [h("div"), h("div")];
  root.append(h("div", {class: "two"}, h("section", {class: "card", "aria-label": "Cluster"}, cardHead("Cluster"), list), h("section", {class: "card", "aria-label": "This registry"}, cardHead("This registry"), self)));
  const note = h("p", {class: "notice", role: "status", hidden: true});
  root.prepend(note);
  const show = () => {
    note.hidden = !store.problems.status;
    setText(note, store.problems.status && `The state of the registry is not known now. ${store.problems.status}`);
    if (store.status?.cluster) [fill(list, members(store.status)), fill(self, about(store.status))];
  };
  const load = () => { if (!document.hidden && store.stream !== "paused") loader.soon(); };
  const timer = setInterval(load, REFRESH_MS);
  show();
  load();
  return {title: "Cluster", tick() {}, event(what) { if (what === "status") show(); else if (what.startsWith?.("registry-")) load(); }, end: () => clearInterval(timer)};
}
