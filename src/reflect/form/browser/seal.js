// An answer that neither of the two sees before both have sealed theirs. Whoever writes here has the input of their own;
// of the other's there is nothing to see before, and both are there to read after. One button seals a whole set.

import { asleepNow } from "./asleep.js";
import { clock, day } from "./dates.js";
import { button, make, say, uniqueId } from "./dom.js";
import { isDirty } from "./draft.js";
import { t } from "./language.js";
import { newNonce } from "./nonces.js";
import { SEAL_WITHIN, SOON } from "./timing.js";
import { isBlank } from "./values.js";

/**
 * @import { Send } from "./field.js"
 * @import { Slot } from "./slot.js"
 * @import { Head, Refused, Sealed, SealState, SlotState } from "./wire.js"
 * @import { Writer } from "./who.js"
 *
 * @typedef {"writing" | "read" | "unseen" | "asking"} Showing the input, the words alone, nothing, or who writes here
 */

/**
 * @param {Slot} slot
 * @param {Writer} writer
 * @param {Send} send
 */
export function makeSeal(slot, writer, send) {
  const role = slot.name.split(".")[1] ?? "";
  const id = uniqueId("seal");
  const read = make("div");
  const note = make("p", { className: "reflect-help", role: "status" });
  const after = make("div");
  const who = make("div", { className: "reflect-buttons" });
  const missing = make("p", { className: "reflect-help", id: `${id}-missing` });
  const ask = button(t("Seal my answers"), open, { "aria-describedby": missing.id });
  const line = make("div", { className: "reflect-gone" }, make("div", { className: "reflect-buttons" }, ask), missing);
  const panel = make("div", {
    className: "reflect-note reflect-gone",
    role: "group",
    tabIndex: -1,
    "aria-labelledby": `${id}-question`,
  });
  const element = make("div", { className: "reflect-seal reflect-gone" }, who, note, after, line, panel);
  /** @type {HTMLElement[]} */
  let covered = []; // what there is only while somebody writes here
  /** @type {SealState | null} */
  let state = null;
  /** @type {Head[]} */
  let heads = [];
  /** @type {string | null} */
  let waiting = null; // the nonce of the seal that the kernel was asked for

  /** @returns {Record<string, string>} */
  const names = () => ({ [role]: state?.name ?? "", [role === "mentor" ? "mentee" : "mentor"]: state?.other ?? "" });

  /** @returns {Showing} */
  function showing() {
    if (!state) return "writing";
    if (state.open) return "read";
    const own = writer.roleAmong(names());
    if (!own) return "asking";
    if (own !== role) return "unseen";
    return state.here ? "read" : "writing";
  }

  // Gives the answers that the input is to have: none that its reader is not to see.
  function show() {
    const how = showing();
    if (!state) return heads;
    const isTyping = how === "read" && slot.draft.isStarted && isDirty(slot.draft); // it is kept, and then said below
    element.classList.remove("reflect-gone");
    for (const each of covered) each.classList.toggle("reflect-gone", how !== "writing" && !isTyping);
    read.replaceChildren(...(how === "read" ? heads.filter(({ value }) => !isBlank(value)).map(makeWords) : []));
    if (how === "read" && !read.hasChildNodes()) read.append(make("p", { className: "reflect-help" }, t("No answer")));
    say(note, noteFor(how, state));
    showWho(how);
    const isOwn = writer.roleAmong(names()) === role;
    after.replaceChildren(...(isOwn ? state.after.map(makeAfter) : []));
    const asks = how === "writing" && state.asks;
    if (!asks) close();
    line.classList.toggle("reflect-gone", !asks || !panel.classList.contains("reflect-gone"));
    ask.toggleAttribute("disabled", state.missing.length > 0);
    missing.textContent = state.missing.length
      ? t("Before that, answer: {questions}.", { questions: state.missing.join(", ") })
      : "";
    return how === "writing" || how === "read" ? heads : [];
  }

  /**
   * @param {Showing} how
   * @param {SealState} own
   */
  function noteFor(how, own) {
    const name = own.other;
    const time = own.time ? day(own.time) : "";
    if (how === "asking") return "";
    if (how === "unseen") return theirs(own);
    if (own.open) {
      const words = own.fits ? [] : [t("These are not the words that were sealed: they were changed afterwards.")];
      if (time && own.fits) words.push(t("Sealed {time}.", { time }));
      if (own.late) words.push(t("When this was sealed, the other answers could be read already."));
      return words.join(" ");
    }
    if (own.here)
      return [
        t("You sealed this {time}, and it can no longer be changed.", { time }),
        own.waiting ? t("The shared folder does not know yet. It will as soon as it can be reached.") : "",
        own.other_time ? "" : t("{name} sees it once they have sealed theirs.", { name }),
      ].join(" ");
    if (time)
      return t(
        "This was sealed {time}, and not on this device. The words are there, and come once this workbook is opened there. If that was not you, or that device is gone, answer and seal here as well: both are shown then.",
        { time },
      );
    return t("Only you see this until you and {name} have both sealed your answers.", { name });
  }

  /**
   * What is said of the other's part to somebody who is not to see it yet.
   *
   * @param {SealState} their
   */
  function theirs({ name, time, other_time }) {
    if (!time) return t("{name} has not sealed theirs yet.", { name });
    if (other_time)
      return t("{name} has sealed too. Their answers come once {name} opens this workbook again.", { name });
    return t("{name} has sealed theirs. You see them once you have sealed yours.", { name });
  }

  /** @param {Showing} how */
  function showWho(how) {
    const isFirst = how === "asking" && role === "mentor"; // once a field is enough
    who.classList.toggle("reflect-gone", !isFirst);
    const people = isFirst ? Object.entries(names()).filter(([, name]) => name) : [];
    const asked = people.map(([, name]) => name).join("\n");
    if (who.dataset.asked === asked) return;
    who.dataset.asked = asked;
    const question = t("Neither of you sees what the other answers here before both have sealed. Who is writing?");
    who.replaceChildren(
      ...(people.length ? [make("p", {}, question)] : []),
      ...people.map(([of, name]) => button(name, () => writer.chooseRole(of, name), { dir: "auto" })),
    );
  }

  /** @param {Head} head */
  function makeWords({ value, author, time }) {
    return make(
      "div",
      { className: "reflect-version" },
      make("blockquote", { dir: "auto" }, slot.inWords(value)),
      heads.length > 1 || author !== state?.name
        ? make("p", { className: "reflect-by" }, make("bdi", {}, author || t("Somebody")), `, ${clock(time)}`)
        : null,
    );
  }

  /** @param {Head} head */
  function makeAfter({ value, time }) {
    const said = t("Written {time}, and not part of what was sealed. It is kept on this device, for you alone:", {
      time: clock(time),
    });
    return make(
      "div",
      { className: "reflect-note" },
      make("p", {}, said),
      make("blockquote", { dir: "auto" }, slot.inWords(value)),
    );
  }

  function open() {
    const name = state?.other ?? "";
    panel.replaceChildren(
      make("p", { id: `${id}-question`, className: "reflect-asked" }, t("Seal your answers?")),
      make(
        "p",
        {},
        t("They can no longer be changed then, not even by you. {name} sees them once both of you have sealed.", {
          name,
        }),
      ),
      make(
        "div",
        { className: "reflect-buttons" },
        button(t("Seal them"), seal),
        button(t("Not yet"), leave, { className: "reflect-quiet" }),
      ),
    );
    panel.classList.remove("reflect-gone");
    line.classList.add("reflect-gone");
    panel.focus(); // not a button of it: who holds Enter down has sealed nothing
  }

  function close() {
    panel.classList.add("reflect-gone");
    panel.replaceChildren();
    waiting = null;
  }

  function leave() {
    close();
    show();
    ask.focus();
  }

  // What is being typed is part of it, so it is saved first.
  async function seal() {
    if (waiting) return;
    const nonce = newNonce();
    waiting = nonce;
    const own = [...slot.form.slots].filter((each) => state?.slots.includes(each.name));
    for (const each of own) each.happens({ type: "paused" });
    for (let waited = 0; waited < SEAL_WITHIN && own.some(({ draft }) => isDirty(draft)); waited += SOON)
      await new Promise((resolve) => setTimeout(resolve, SOON));
    if (waiting !== nonce) return;
    const problem = own.map(({ draft }) => draft.problem).find(Boolean);
    if (problem) return failed(problem);
    if (own.some(({ draft }) => isDirty(draft))) return failed(t("some of your words are not saved yet"));
    const seen = Object.fromEntries(own.flatMap(({ name, draft }) => draft.seen.slice(-1).map((head) => [name, head])));
    if (!send({ type: "seal", slot: slot.name, seen, nonce })) failed(asleepNow());
  }

  /** @param {string} why */
  function failed(why) {
    waiting = null;
    panel.querySelector("[role=alert]")?.remove();
    const said = t("Not sealed: {reason}.", { reason: why.replace(/\.$/, "") });
    panel.append(make("p", { role: "alert", className: "reflect-failed" }, said));
  }

  return {
    element,
    read,
    get state() {
      return state;
    },
    /** @param {HTMLElement[]} elements */
    covers(...elements) {
      covered = elements;
    },
    show,
    // The kernel has told what there is. Gives what of it the input is to have.
    /** @param {SlotState} told */
    told(told) {
      state = told.seal ?? null;
      heads = told.heads;
      return show();
    },
    /** @param {Sealed | Refused} told */
    heard(told) {
      if (told.nonce !== waiting) return;
      if (told.type === "not_sealed") return failed(told.message);
      close();
      element.setAttribute("tabindex", "-1");
      element.focus(); // the button is gone
    },
  };
}
