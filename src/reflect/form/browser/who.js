// Who is writing: whoever the kernel says it is; or whoever the server knows this browser's user to be; or whoever the
// reader says they are, asked for once. Nobody has to wait for it: until then what is written has the name of the login.

import { button, make, uniqueId } from "./dom.js";
import { around, t } from "./language.js";
import { isRow } from "./values.js";

const LONGEST_NAME = 100;
const CHOSEN = "reflect:who"; // the names picked in this browser: { workbook: name }
const ROLE = "reflect:role"; // and the roles, where a name says nothing: { workbook: role }

// The name under which the server knows the user of this page, or "". One who came with a token alone is given the name
// of a moon and a random id, and is nobody.
const nameAtServer = (async () => {
  try {
    const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
    if (!config.baseUrl) return "";
    const [, xsrf] = document.cookie.match(/(?:^|;\s*)_xsrf=([^;]*)/) ?? [];
    const headers = new Headers(xsrf ? { "X-XSRFToken": xsrf } : {}); // JupyterHub wants it for reading too
    const answer = await fetch(`${config.baseUrl.replace(/\/?$/, "/")}api/me`, { credentials: "same-origin", headers });
    if (!answer.ok) return "";
    const { username, name, display_name } = (await answer.json()).identity;
    if (/^Anonymous /.test(name) || /^[0-9a-f]{32}$/.test(username)) return "";
    return String(display_name || name || username || "").trim();
  } catch {
    return ""; // no server of Jupyter's, or one that keeps this to itself
  }
})();

/** @import { WriterKnown } from "./wire.js" */

// Who writes in one workbook on this page. `changed` is called whenever that may be another.
export class Writer {
  /** @param {string} workbook */
  constructor(workbook) {
    this.workbook = workbook;
    this.known = ""; // by the kernel
    this.login = "";
    /** @type {string | null} */
    this.atServer = null; // not known yet
    /** @type {string[]} */
    this.people = []; // the pair
    /** @type {Set<() => void>} */
    this.listeners = new Set();
    nameAtServer.then((name) => {
      this.atServer = name;
      this.changed();
    });
  }

  // The name picked in this browser: for this workbook, or for another one if it is the name of one of the pair.
  get chosen() {
    const names = namesChosen(CHOSEN);
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

  /** @param {string} name */
  choose(name) {
    choose(CHOSEN, this.workbook, name);
    this.changed();
  }

  // Which of the two people of a workbook writes here, by these names of theirs; "" where nobody has said. An account at
  // a server is often called something else.
  /** @param {Record<string, string>} names by role */
  roleAmong(names) {
    const named = Object.keys(names).filter((role) => isSameName(names[role], this.name));
    if (named.length === 1) return named[0];
    const role = namesChosen(ROLE)[this.workbook];
    return role in names ? role : "";
  }

  /**
   * @param {string} role
   * @param {string} name
   */
  chooseRole(role, name) {
    choose(ROLE, this.workbook, role);
    if (this.canChange) this.choose(name);
    else this.changed();
  }

  /** @param {WriterKnown} writer */
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

/** @type {Record<string, Record<string, string>>} */
const chosenHere = {}; // for a browser that refuses to keep anything

/** @param {string} key @returns {Record<string, string>} */
function namesChosen(key) {
  const here = chosenHere[key] ?? {};
  try {
    const names = JSON.parse(localStorage.getItem(key) ?? "null");
    if (!isRow(names)) return here;
    return Object.fromEntries(
      Object.entries(names).flatMap(([id, name]) => (typeof name === "string" ? [[id, name]] : [])),
    );
  } catch {
    return here;
  }
}

/**
 * @param {string} key
 * @param {string} workbook
 * @param {string} name
 */
function choose(key, workbook, name) {
  chosenHere[key] = { ...namesChosen(key), [workbook]: name };
  try {
    localStorage.setItem(key, JSON.stringify(chosenHere[key]));
  } catch {
    // It is asked again when the page is next opened.
  }
}

/** @param {string} name */
const plain = (name) => name.trim().toLowerCase().replace(/\s+/g, " ");

/**
 * @param {string} a
 * @param {string} b
 */
const isSameName = (a, b) => plain(a) === plain(b);

/** @type {Map<string, Writer>} */
const writers = new Map();

/** @param {string} workbook */
export function writerOf(workbook) {
  const writer = writers.get(workbook) ?? new Writer(workbook);
  writers.set(workbook, writer);
  return writer;
}

window.addEventListener("storage", (event) => {
  if (event.key === CHOSEN || event.key === ROLE) for (const writer of writers.values()) writer.changed();
});

// The line in the heading that says who is writing, and asks where nobody knows.
/**
 * @param {Writer} writer
 * @param {string[]} people
 */
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
        make(
          "p",
          {},
          ...around(t("Writing as {name}"), { name: make("bdi", {}, name) }),
          ...(writer.canChange ? [" – ", change(name)] : []),
        ),
      );
  }

  /** @param {string} name */
  function change(name) {
    return button(
      t("change"),
      () => {
        asking = true;
        show();
        element.querySelector("button")?.focus();
      },
      { className: "reflect-quiet", "aria-label": t("Writing as {name}: change", { name }) },
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
    /** @param {string} name */
    const pick = (name) => {
      if (!name.trim()) return other.focus();
      asking = false;
      writer.choose(name.trim());
      element.querySelector("button")?.focus();
    };
    /** @param {Event} event */
    const submit = (event) => {
      event.preventDefault();
      pick(other.value);
    };
    const form = make(
      "form",
      { className: "reflect-buttons", onsubmit: submit },
      make("label", { htmlFor: other.id }, people.length ? t("or another name") : t("Your name")),
      other,
      make("button", { type: "submit", className: "reflect-button" }, t("This is me")),
    );
    return [
      make("p", { id: `${id}-question`, className: "reflect-asked" }, t("Who is writing?")),
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
