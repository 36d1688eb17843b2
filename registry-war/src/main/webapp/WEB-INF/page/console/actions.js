// The actions of a person on an instance. The registry stores them, and callers no longer find the instance. Each action
// says what it will do, and asks first.
import {act} from "./api.js";
import {h, fill} from "./dom.js";
import {problem} from "./parts.js";
import {store} from "./store.js";

const ACTIONS = [
  {name: "drain", title: "Drain", on: it => it.state !== "draining",
    says: "Callers no longer find this instance. It stays registered and ends the requests that it has. The drain ends when you restore the instance, when the instance leaves, or when it has been gone for an hour."},
  {name: "eject", title: "Eject", on: it => it.state !== "ejected", times: true,
    says: "Callers no longer find this instance, and the instance does not notice. Requests under way go on. The instance is still ejected if it connects again within an hour."},
  {name: "restore", title: "Restore", on: it => it.state !== "healthy",
    says: "Callers find this instance again. A drain or an ejection by a person ends."},
];
const TIMES = [["5m", "for 5 minutes"], ["30m", "for 30 minutes"], ["2h", "for 2 hours"], ["", "until a person restores it"]];

function ask(action, instance, done) {
  const opener = document.activeElement;
  const time = h("select", {id: "eject-time"}, TIMES.map(([value, words]) => h("option", {value}, words)));
  const told = h("div", {role: "status"});
  const confirm = h("button", {class: "primary", type: "submit"}, action.title);
  const dialog = h("dialog", {"aria-labelledby": "ask-title"}, h("form", {method: "dialog", onsubmit: run},
      h("h2", {id: "ask-title"}, `${action.title} this instance?`), h("p", null, h("code", null, instance.key), ` of ${instance.namespace}`),
      h("p", null, action.says), action.times && h("p", null, h("label", {for: "eject-time"}, "How long "), time), told,
      h("div", {class: "actions"}, confirm, h("button", {type: "button", onclick: () => confirm.disabled || dialog.close()}, "Cancel"))));
  async function run(event) {
    event.preventDefault();
    confirm.disabled = true;
    try {
      const query = action.times && time.value ? `?for=${time.value}` : "";
      done(await act(`instances/${encodeURIComponent(instance.id)}/${action.name}${query}`));
      dialog.close();
      if (!opener.isConnected) document.querySelector("main h1")?.focus(); // its button has gone with the old state
    } catch (failure) {
      fill(told, problem(failure));
      confirm.disabled = false;
    }
  }
  dialog.addEventListener("cancel", event => { if (confirm.disabled) event.preventDefault(); }); // the answer is shown here
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
  if (!store.status) return h("p", {class: "quiet"}, "Asking the registry what you may do…");
  if (!store.status.you) return h("p", {class: "quiet"}, "This registry has no actions.");
  if (!store.status.you.mayAct) {
    return h("p", {class: "quiet"}, "You may look, but not drain or eject instances: micro.registry-server.operators names who may.");
  }
  return h("div", {class: "actions"}, ACTIONS.filter(action => action.on(instance))
      .map(action => h("button", {type: "button", "data-action": action.name, onclick: () => ask(action, instance, done)}, `${action.title}…`)));
}
