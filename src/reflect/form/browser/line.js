import { ANSWER_WITHIN, LONGEST_WAIT } from "./timing.js";

// The line between one view and the kernel. Calls `heard` with each message, `woke` when the kernel first answers
// hello and `slept` when it no longer does; until then it keeps saying hello, more and more seldom.
/**
 * @import { FromBrowser } from "./wire.js"
 *
 * The widget's model, as anywidget gives it, with what JupyterLab has besides.
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(message: FromBrowser) => void} send
 * @property {(event: string, listener: (...told: any[]) => void) => void} on
 * @property {(event: string, listener: (...told: any[]) => void) => void} off
 * @property {any} widget_manager
 */

/**
 * `message` is what the kernel tells this part of a form.
 *
 * @template {{ type: string }} Message
 */
export class Line {
  /**
   * @param {Model} model
   * @param {HTMLElement} root
   * @param {{ heard(message: Message): void, slept(): void, woke(): void }} calls
   */
  constructor(model, root, { heard, slept, woke }) {
    this.model = model;
    this.root = root;
    this.awake = false;
    /** @param {Message} message */
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
  /** @param {FromBrowser} message */
  send(message) {
    const sent = this.deliver(message);
    if (!sent && this.awake) this.hello();
    return sent;
  }

  hello() {
    this.ask({ type: "hello" });
  }

  // Send what is answered with the state; where that does not come, say hello until it does.
  /** @param {FromBrowser} message */
  ask(message, wait = ANSWER_WITHIN) {
    if (!this.deliver(message)) this.fallAsleep();
    this.await(wait);
  }

  /** @param {number} wait */
  await(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.fallAsleep();
      if (isConnected(this.model)) this.deliver({ type: "hello" });
      else connect(this.model); // what is sent meanwhile is held back until then, and one hello is enough
      this.await(Math.min(2 * wait, LONGEST_WAIT));
    }, wait);
  }

  /** @param {FromBrowser} message */
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
/** @param {Model} model */
const isConnected = (model) => [undefined, "connected"].includes(model.widget_manager?.kernel?.connectionStatus);

let lastConnected = -Infinity;

// JupyterLab looks for a server that is away more and more seldom, and in the end not at all. It may be back.
/** @param {Model} model */
function connect(model) {
  if (performance.now() - lastConnected < ANSWER_WITHIN) return;
  lastConnected = performance.now();
  model.widget_manager.kernel.reconnect?.().catch(() => {});
}
