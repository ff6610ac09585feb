// Who is writing: whoever the kernel says it is; or whoever the server knows this browser's user to be; or whoever the
// reader says they are, asked for once. Nobody has to wait for it: until then what is written has the name of the login.

import { button, make, uniqueId } from "./dom.js";
import { isRow } from "./values.js";

const LONGEST_NAME = 100;
const CHOSEN = "reflect:who"; // the names picked in this browser: { workbook: name }

// The name under which the server knows the user of this page, or "". One who came with a token alone is given the name
// of a moon and a random id, and is nobody.
const nameAtServer = (async () => {
  try {
    const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
    if (!config.baseUrl) return "";
    const [, xsrf] = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/) ?? [];
    const headers = xsrf ? { "X-XSRFToken": xsrf } : {}; // JupyterHub wants it for reading too
    const answer = await fetch(`${config.baseUrl.replace(/\/?$/, "/")}api/me`, { credentials: "same-origin", headers });
    if (!answer.ok) return "";
    const { username, name, display_name } = (await answer.json()).identity;
    if (/^Anonymous /.test(name) || /^[0-9a-f]{32}$/.test(username)) return "";
    return String(display_name || name || username || "").trim();
  } catch {
    return ""; // no server of Jupyter's, or one that keeps this to itself
  }
})();

// Who writes in one workbook on this page. `changed` is called whenever that may be another.
class Writer {
  constructor(workbook) {
    this.workbook = workbook;
    this.known = ""; // by the kernel
    this.login = "";
    this.atServer = null; // not known yet
    this.people = []; // the pair
    this.listeners = new Set();
    nameAtServer.then((name) => {
      this.atServer = name;
      this.changed();
    });
  }

  // The name picked in this browser: for this workbook, or for another one if it is the name of one of the pair.
  get chosen() {
    const names = namesChosen();
    return names[this.workbook] ?? this.people.find((name) => Object.values(names).includes(name)) ?? "";
  }

  // What the kernel is told. Where it knows better, it uses what it knows.
  get said() {
    return this.atServer || this.chosen;
  }

  // Whose versions are "mine".
  get name() {
    return this.known || this.said || this.login;
  }

  get isSure() {
    return Boolean(this.known || this.said);
  }

  get isAsked() {
    return !this.known && this.atServer === "" && !this.chosen;
  }

  get canChange() {
    return !this.known && this.atServer === "";
  }

  choose(name) {
    choose(this.workbook, name);
    this.changed();
  }

  told({ known, login }) {
    if (known === this.known && login === this.login) return;
    this.known = known;
    this.login = login;
    this.changed();
  }

  changed() {
    for (const listener of this.listeners) listener();
  }
}

let chosenHere = {}; // for a browser that refuses to keep anything

function namesChosen() {
  try {
    const names = JSON.parse(localStorage.getItem(CHOSEN));
    return isRow(names) ? names : chosenHere;
  } catch {
    return chosenHere;
  }
}

function choose(workbook, name) {
  chosenHere = { ...namesChosen(), [workbook]: name };
  try {
    localStorage.setItem(CHOSEN, JSON.stringify(chosenHere));
  } catch {
    // It is asked again when the page is next opened.
  }
}

const writers = new Map();

export function writerOf(workbook) {
  if (!writers.has(workbook)) writers.set(workbook, new Writer(workbook));
  return writers.get(workbook);
}

window.addEventListener("storage", (event) => {
  if (event.key === CHOSEN) for (const writer of writers.values()) writer.changed();
});

// The line in the heading that says who is writing, and asks where nobody knows.
export function makeWho(writer, people) {
  const id = uniqueId("who");
  const element = make("div", { className: "reflect-who-writes" });
  writer.people = people;
  let asking = false; // again, because the reader wants to change it

  function show() {
    const { name } = writer;
    if (asking || writer.isAsked) element.replaceChildren(...question());
    else if (!name || writer.atServer === null) element.replaceChildren();
    else
      element.replaceChildren(
        make("p", {}, "Writing as ", make("bdi", {}, name), ...(writer.canChange ? [" – ", change(name)] : [])),
      );
  }

  function change(name) {
    return button(
      "change",
      () => {
        asking = true;
        show();
        element.querySelector("button").focus();
      },
      { className: "reflect-quiet", "aria-label": `Writing as ${name}: change` },
    );
  }

  function question() {
    const other = make("input", {
      id: `${id}-other`,
      className: "reflect-input",
      type: "text",
      maxLength: LONGEST_NAME,
      autocomplete: "off",
      dir: "auto",
    });
    const pick = (name) => {
      if (!name.trim()) return other.focus();
      asking = false;
      writer.choose(name.trim());
      element.querySelector("button")?.focus();
    };
    const form = make(
      "form",
      { className: "reflect-buttons", onsubmit: (event) => event.preventDefault() ?? pick(other.value) },
      make("label", { htmlFor: other.id }, people.length ? "or another name" : "Your name"),
      other,
      make("button", { type: "submit", className: "reflect-button" }, "This is me"),
    );
    return [
      make("p", { id: `${id}-question`, className: "reflect-asked" }, "Who is writing?"),
      make(
        "div",
        { className: "reflect-buttons", role: "group", "aria-labelledby": `${id}-question` },
        ...people.map((name) => button(name, () => pick(name), { dir: "auto" })),
        form,
      ),
    ];
  }

  writer.listeners.add(show);
  show();
  return { element, close: () => writer.listeners.delete(show) };
}
