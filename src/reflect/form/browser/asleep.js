// A form that is asleep: its kernel is gone, or has not run it. Says so, with what wakes it.

import { button, say } from "./dom.js";
import { kept } from "./kept.js";
import { t } from "./language.js";

const runAll = () =>
  "voila" in document.body.dataset ? t("Load this page again to wake it.") : t("Menu Run → Run All Cells wakes it.");
const noServer = () => t("JupyterLab is not answering. Is it still running?");

// Fill an element with that: with a button where this server can wake a workbook. `model` is of the widget shown there.
/** @import { Model } from "./line.js" */

/**
 * @param {HTMLElement} element
 * @param {Model} model
 */
export async function sayAsleep(element, model) {
  if (!element.textContent) element.textContent = `${asleepNow()} ${runAll()}`;
  const waking = await canWake();
  if (!element.textContent) return; // awake meanwhile
  if (waking === null) say(element, `${asleepNow()} ${noServer()}`);
  else if (!waking) say(element, `${asleepNow()} ${runAll()}`);
  else if (!element.querySelector("button"))
    element.replaceChildren(
      `${asleepNow()} `,
      button(t("Wake it"), () => wake(element, model)),
    );
}

export const asleepNow = () => (kept.hasAll() ? t("This form is asleep; nothing is lost.") : t("This form is asleep."));

// Going away from a page keeps what is typed in the form. What is written elsewhere in the notebook is saved first, so
// that nobody has to be asked whether to lose it.
/**
 * @param {HTMLElement} element
 * @param {Model} model
 */
async function wake(element, model) {
  asked = null;
  const address = wakingAddress();
  if (!address || !(await canWake())) return sayAsleep(element, model);
  await leaveFor(address, model);
}

/**
 * @param {string} address
 * @param {Model} model
 */
export async function leaveFor(address, model) {
  try {
    await model.widget_manager.context.save();
  } catch {
    // Not JupyterLab; or it could not be saved, and the browser asks.
  }
  location.assign(address);
}

/** @type {Promise<Response | null> | null} */
let asked = null;

// Whether this server has the reflect extension, and the address says which workbook this is. Null while it is silent,
// or somebody else, such as a hub or a log-in page, answers for it.
async function canWake() {
  if (!wakingAddress()) return false;
  asked ??= fetch(`${baseAddress()}reflect/`, { method: "HEAD" }).catch(() => null);
  const answer = await asked;
  if (answer && !answer.redirected && answer.status < 500) return answer.ok;
  asked = null; // ask again when a form next says that it is asleep
  return null;
}

// Where this server wakes the workbook that the address is of; null where the address names none.
function wakingAddress() {
  return addressOf("open");
}

// Where this server offers to put back what was taken out of it.
export function mendingAddress() {
  return addressOf("mend");
}

// Where this server begins the next entry after it; null where it can begin none.
export async function anotherAddress() {
  return (await canWake()) ? addressOf("another") : null;
}

/** @param {string} page */
function addressOf(page) {
  const base = baseAddress();
  const path = base ? location.href.slice(base.length).split(/[?#]/)[0] : "";
  const named = path.match(/^(?:(?:lab|doc)(?:\/workspaces\/[^/]+)?\/tree|notebooks)\/(.+)$/);
  // A drive, such as the one of jupyter-collaboration, is JupyterLab's own affair.
  return named && `${base}reflect/${page}/${named[1].replace(/^\w+(?::|%3A)/i, "")}`;
}

/** Where this server begins, as Jupyter's own pages say; null on other pages. @returns {string | null} */
function baseAddress() {
  const config = document.getElementById("jupyter-config-data");
  return config && location.origin + JSON.parse(config.textContent ?? "").baseUrl;
}
