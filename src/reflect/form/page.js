// What every part of the form needs: building the page, the forms on this page, and the line to the kernel.
//
// The files named in widget.py are joined in that order into one ES module. Nothing is fetched, and no text of a
// person's ever becomes markup: everything goes through `make`, which sets properties and appends text nodes.

const SAVE_AFTER = 300; // ms without typing
const SAVE_WITHIN = 600; // ms of typing without a pause: within a second the words are with the other person
const ANSWER_WITHIN = 5000; // ms that the kernel has to say that a save is on disk
const LONGEST_WAIT = 10000; // ms between two attempts, at most
const LOOK_AGAIN = 15000; // ms between two looks for what others have written
const OTHER_TAB = 10000; // ms that unsaved words of another tab are left for that tab to save

// An element with these properties (or, where there is no such property, attributes) and children. Null is passed over.
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function button(text, onclick, properties = {}) {
  return make("button", { type: "button", className: "reflect-button", onclick, ...properties }, text);
}

// Put words in a status. The same words once more would be read aloud once more.
function say(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

let lastNumber = 0;
const uniqueId = (what) => `reflect-${what}-${++lastNumber}`;

// 32 hexadecimal digits. crypto.randomUUID is not there on a page served without TLS.
function newNonce() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// One text for values that are the same answer. What is blank is the same as nothing.
function canonical(value) {
  return isBlank(value) ? "" : JSON.stringify(value, (_, part) => (isRow(part) ? sortedRow(part) : part));
}

const isRow = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function sortedRow(row) {
  return Object.fromEntries(Object.entries(row).filter(([, cell]) => !isBlank(cell)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function isBlank(value) {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.every(isBlank);
  return isRow(value) && Object.values(value).every(isBlank);
}

// A value in words, to show beside another version of it.
function inWords(value, columns) {
  if (isBlank(value)) return "(nothing)";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (!Array.isArray(value)) return String(value);
  const labels = new Map(columns.map((column) => [column.id, column.label]));
  const line = (row) =>
    Object.entries(row)
      .filter(([, cell]) => !isBlank(cell))
      .map(([id, cell]) => `${labels.get(id) ?? id}: ${inWords(cell, [])}`)
      .join(" · ");
  return value.map((item) => (isRow(item) ? line(item) : String(item))).filter(Boolean).join("\n");
}

function clock(time) {
  const date = new Date(time);
  const at = date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (date.toDateString() === new Date().toDateString()) return at;
  return `${date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" })}, ${at}`;
}

// A name for this tab that survives a reload.
const thisTab = (() => {
  try {
    const name = sessionStorage.getItem("reflect:tab") ?? newNonce();
    sessionStorage.setItem("reflect:tab", name);
    return name;
  } catch {
    return newNonce();
  }
})();

// The forms on this page, by workbook: the slots shown, and the headings that want to know how they do.
const forms = new Map();

function formOf(workbook) {
  if (!forms.has(workbook)) forms.set(workbook, { slots: new Set(), headings: new Set() });
  return forms.get(workbook);
}

function saveEverything() {
  for (const form of forms.values()) for (const slot of form.slots) slot.flush();
}

document.addEventListener("visibilitychange", saveEverything);
window.addEventListener("pagehide", saveEverything);

// The line between one view and the kernel. Calls `heard` with each message, `woke` when the kernel first answers
// hello and `slept` when it no longer does; until then it keeps saying hello, more and more seldom.
class Line {
  constructor(model, root, { heard, slept, woke }) {
    this.model = model;
    this.root = root;
    this.awake = false;
    this.listen = (message) => {
      if (message.type === "state") {
        clearTimeout(this.timer);
        if (!this.awake) woke();
        this.awake = true;
      }
      heard(message);
    };
    this.changed = () => this.hello();
    this.slept = slept;
    model.on("msg:custom", this.listen);
    model.on("comm_live_update", this.changed);
    this.first = requestAnimationFrame(() => this.hello());
  }

  // False where the message certainly went nowhere. Then hello is said until somebody answers.
  send(message) {
    const sent = this.deliver(message);
    if (!sent && this.awake) this.hello();
    return sent;
  }

  hello() {
    this.ask({ type: "hello" });
  }

  // Send what is answered with the state; where that does not come, say hello until it does.
  ask(message, wait = ANSWER_WITHIN) {
    if (!this.deliver(message)) this.fallAsleep();
    this.await(wait);
  }

  await(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.fallAsleep();
      if (isConnected(this.model)) this.deliver({ type: "hello" });
      else connect(this.model); // what is sent meanwhile is held back until then, and one hello is enough
      this.await(Math.min(2 * wait, LONGEST_WAIT));
    }, wait);
  }

  deliver(message) {
    if (this.root.closest(".jupyter-widgets-disconnected")) return false;
    try {
      this.model.send(message);
      return true;
    } catch {
      return false; // the kernel this view was made by is gone
    }
  }

  fallAsleep() {
    this.awake = false;
    this.slept();
  }

  close() {
    clearTimeout(this.timer);
    cancelAnimationFrame(this.first);
    this.model.off("msg:custom", this.listen);
    this.model.off("comm_live_update", this.changed);
  }
}

// Whether JupyterLab is connected to the kernel. Elsewhere nobody says, and it may be.
const isConnected = (model) => [undefined, "connected"].includes(model.widget_manager?.kernel?.connectionStatus);

let lastConnected = -Infinity;

// JupyterLab looks for a server that is away more and more seldom, and in the end not at all. It may be back.
function connect(model) {
  if (performance.now() - lastConnected < ANSWER_WITHIN) return;
  lastConnected = performance.now();
  model.widget_manager.kernel.reconnect?.().catch(() => {});
}

// JupyterLab takes keys for its own: Shift+Enter runs a cell, D D deletes it. None of that while somebody is writing.
function keepKeys(root) {
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const type of ["keydown", "keypress", "keyup"]) root.addEventListener(type, (event) => event.stopPropagation());
  root.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      saveEverything();
    }
  });
  // A browser shows whoever comes to a text box with Tab where the cursor is, and no more of the box.
  root.addEventListener("keyup", (event) => event.key === "Tab" && event.target.scrollIntoView({ block: "nearest" }));
}
