// What a person may do to an instance. Each action says what it will do, and asks first.
import {act} from "./api.js";
import {h, fill} from "./dom.js";
import {problem} from "./parts.js";
import {store} from "./store.js";

const ACTIONS = [
  {name: "drain", title: "Drain", on: it => it.state !== "draining",
    says: "Callers get this instance no more. It stays registered and ends the requests that it has. This holds until you restore it, or until it leaves."},
  {name: "eject", title: "Eject", on: it => it.state !== "ejected", times: true,
    says: "Callers get this instance no more, and it does not notice. Requests under way go on."},
  {name: "restore", title: "Restore", on: it => it.state !== "healthy",
    says: "Callers get this instance again. A drain or an ejection by hand ends."},
];
const TIMES = [["5m", "for 5 minutes"], ["30m", "for 30 minutes"], ["2h", "for 2 hours"], ["", "until somebody restores it"]];

function ask(action, instance, done) {
  const time = h("select", {id: "eject-time"}, TIMES.map(([value, words]) => h("option", {value}, words)));
  const told = h("div", {role: "status"});
  const confirm = h("button", {class: "primary", type: "submit"}, action.title);
  const dialog = h("dialog", {"aria-labelledby": "ask-title"}, h("form", {method: "dialog", onsubmit: run},
      h("h2", {id: "ask-title"}, `${action.title} this instance?`), h("p", null, h("code", null, instance.key), ` of ${instance.namespace}`),
      h("p", null, action.says), action.times && h("p", null, h("label", {for: "eject-time"}, "How long "), time), told,
      h("div", {class: "actions"}, confirm, h("button", {type: "button", onclick: () => dialog.close()}, "Cancel"))));
  async function run(event) {
    event.preventDefault();
    confirm.disabled = true;
    try {
      const query = action.times && time.value ? `?for=${time.value}` : "";
      done(await act(`instances/${encodeURIComponent(instance.id)}/${action.name}${query}`));
      dialog.close();
    } catch (failure) {
      fill(told, problem(failure));
      confirm.disabled = false;
    }
  }
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

/**
 * @param {object} instance
 * @param {(changed: object) => void} done takes the instance after an action
 * @returns {HTMLElement} the buttons, or why there are none
 */
export function actions(instance, done) {
  if (!store.status?.you) return h("p", {class: "quiet"}, "This registry has no actions.");
  if (!store.status.you.mayAct) {
    return h("p", {class: "quiet"}, "You may look, but not drain or eject instances. Ask the operator of the registry for a sign-in that may.");
  }
  return h("div", {class: "actions"}, ACTIONS.filter(action => action.on(instance))
      .map(action => h("button", {type: "button", "data-action": action.name, onclick: () => ask(action, instance, done)}, `${action.title}…`)));
}
