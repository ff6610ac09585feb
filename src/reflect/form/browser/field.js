// The view of a field: its label, help, and for each slot an input with its status, versions and questions.

import { sayAsleep } from "./asleep.js";
import { besideInWords } from "./beside.js";
import { make, uniqueId } from "./dom.js";
import { isUntouched } from "./draft.js";
import { makeElsewhere } from "./elsewhere.js";
import { makeExamples } from "./examples.js";
import { Folding } from "./folding.js";
import { saveEverything } from "./forms.js";
import { keepKeys } from "./keys.js";
import { KINDS, makeInput } from "./kinds.js";
import { t } from "./language.js";
import { Line } from "./line.js";
import { makeMail } from "./mail.js";
import { showPicture } from "./picture.js";
import { makeQuestions } from "./questions.js";
import { makeRelease } from "./release.js";
import { makeSeal } from "./seal.js";
import { Slot } from "./slot.js";
import { inWords, isBlank } from "./values.js";
import { makeVersions } from "./versions.js";
import { writerOf } from "./who.js";
import { goOnWriting, holdIfWriting, writesIn } from "./writing.js";

/**
 * @import { Input } from "./inputs.js"
 * @import { Model } from "./line.js"
 * @import { FieldDescription, FromBrowser, Hidden, FieldState, PictureChanged, SlotDescription, SlotState, ToField } from "./wire.js"
 */

/**
 * @template Message
 * @typedef {Message extends { who: string } ? Omit<Message, "who"> : never} Unsigned
 */

/**
 * Sends what somebody has done to the kernel, in the name of who writes. Gives false where it certainly went nowhere.
 *
 * @typedef {(message: Unsigned<FromBrowser>) => boolean} Send
 */

/** @param {{ model: Model, el: HTMLElement }} context */
export function showField({ model, el }) {
  /** @type {FieldDescription} */
  const field = model.get("description");
  const workbook = model.get("workbook");
  const writer = writerOf(workbook);
  const id = uniqueId("field");
  const root = make("div", {
    className: `reflect-field ${KINDS[field.kind].isWide ? "reflect-wide" : ""}`,
    role: "group",
    "aria-labelledby": `${id}-label`,
  });
  const asleep = make("p", { className: "reflect-asleep" });
  const single = field.slots.length === 1;
  const help = field.help ? make("p", { className: "reflect-help", id: `${id}-help`, dir: "auto" }, field.help) : null;
  const example = field.examples.length ? makeExamples(field.examples) : null;
  /** @type {Input | null} */
  let first = null; // the input of the first slot, which those of others may be beside
  const parts = field.slots.map((slot, at) => makePart(field, slot, `${id}-input-${at}`, id));
  const label = make(
    single && parts[0].slot.input.control ? "label" : "div",
    { className: "reflect-label", id: `${id}-label`, htmlFor: `${id}-input-0` },
    make("span", { dir: "auto" }, field.label),
    field.required ? make("span", { className: "reflect-needed" }, " ", t("needed")) : null,
  );
  const body = make(
    "div",
    { className: single ? "" : "reflect-each", inert: true },
    ...parts.map((part) => part.element),
  );
  const picture = make("div", { className: "reflect-picture" });
  const folding = new Folding(workbook, root, field.folded_in);
  root.append(label, ...[help, example].filter((each) => each !== null), asleep, body, picture);
  for (const element of [...folding.openers, root]) keepKeys(element);
  el.append(...folding.openers, root);

  /** @type {Line<ToField>} */
  const line = new Line(model, root, {
    woke() {
      body.inert = false;
      root.classList.remove("reflect-sleeping");
      asleep.textContent = "";
    },
    slept() {
      root.classList.add("reflect-sleeping");
      sayAsleep(asleep, model);
      for (const part of parts) part.slot.happens({ type: "slept" });
    },
    heard(message) {
      if (message.type === "hidden") {
        root.classList.toggle("reflect-gone", message.hidden);
      } else if (message.type === "state") {
        root.classList.toggle("reflect-gone", message.hidden);
        writer.told(message.writer);
        folding.begin(); // once there is an answer from the kernel, the view is on the page
        for (const part of parts) part.start(message.slots[part.name], message);
        showPicture(picture, message.picture);
      } else if (message.type === "picture") {
        showPicture(picture, message.picture);
      } else {
        parts.find((part) => part.name === message.slot)?.heard(message);
      }
    },
  });

  const changedWriter = () => {
    for (const part of parts) {
      part.slot.showVersions();
      part.showSeal();
    }
  };
  writer.listeners.add(changedWriter);

  /**
   * @param {FieldDescription} field
   * @param {SlotDescription} description
   * @param {string} inputId
   * @param {string} id
   */
  function makePart(field, description, inputId, id) {
    const statusId = `${inputId}-status`;
    const names = {
      id: inputId,
      label: single ? field.label : t("{question}: {who}", { question: field.label, who: description.who }),
      labelledBy: single ? null : `${id}-label ${inputId}-who`,
      describedBy: [help ? help.id : "", `${inputId}-untouched`, statusId].filter(Boolean).join(" "),
    };
    const table = description.is_beside ? first : null;
    const input = makeInput(field, names, description.columns, table);
    first ??= input;
    const who = make(
      !single && input.control ? "label" : "p",
      { className: "reflect-who", id: `${inputId}-who`, dir: "auto", htmlFor: inputId },
      description.who,
    );
    /** @type {Set<string>} */
    const own = new Set(); // what was saved from here
    const shown = {
      status: make("span", { className: "reflect-status", id: statusId, role: "status" }),
      saving: make("span", { className: "reflect-saving", "aria-hidden": "true" }),
      offer: make("div", { className: "reflect-note", role: "group", "aria-label": t("Not yet saved") }),
      versions: makeVersions(field, description, {
        writer,
        isOwn: (head) => own.has(head.revision),
        decide(value) {
          slot.happens({ type: "decided", value });
          input.focus();
        },
      }),
      earlier: make("p", { className: "reflect-earlier", dir: "auto" }),
      untouched: make("p", { className: "reflect-earlier", id: `${inputId}-untouched` }),
    };
    /** @param {unknown} value */
    const inTheirWords = (value) => inWords(value, description.columns, field.own);
    /** @param {unknown} value */
    const reads = (value) =>
      table && !isBlank(value) ? besideInWords(value, table, inTheirWords) : inTheirWords(value);
    /** @type {Send} */
    const send = (message) => {
      if (message.type === "save") own.add(message.nonce);
      return line.send({ ...message, who: writer.said });
    };
    const slot = new Slot(workbook, description, reads, input, { send, hello: () => line.hello() }, shown);
    const elsewhere = makeElsewhere(input, description.columns);
    const release = field.release ? makeRelease(field, slot, send) : null;
    const mail = field.mail ? makeMail(field.mail, slot) : null;
    const questions = field.prompts && !description.is_beside ? makeQuestions(slot, send) : null;
    const seal = makeSeal(slot, writer, send);
    const box = make("div", { className: "reflect-box" }, input.element);
    for (const type of ["input", "change"])
      box.addEventListener(type, () => {
        if (input.isBeingSet) return;
        slot.happens({ type: "typed" });
        elsewhere.showRows();
      });
    /** @param {FocusEvent} event */
    const staysInside = ({ relatedTarget }) => relatedTarget instanceof Node && box.contains(relatedTarget);
    box.addEventListener("focusin", (event) => staysInside(event) || slot.looked());
    box.addEventListener("focusin", (event) => writesIn(slot, root, box, event.target));
    box.addEventListener("focusout", (event) => {
      if (!input.isBeingSet && !staysInside(event)) slot.happens({ type: "paused" });
    });
    const states = make("span", {}, shown.status, shown.saving);
    const writing = make(
      "div",
      {},
      shown.offer,
      shown.versions.element,
      questions?.kept ?? null,
      ...elsewhere.elements,
      box,
      shown.untouched,
      shown.earlier,
      questions?.ask ?? null,
      questions?.panel ?? null,
      release?.element ?? null,
      mail,
    );
    seal.covers(writing, states);
    table?.listeners?.add(() => seal.state && seal.show()); // what is read there says what the rows are called
    const element = make(
      "div",
      { className: `reflect-slot reflect-by-${description.slot.split(".")[1] ?? "one"}` },
      make("div", { className: "reflect-top" }, who, states),
      seal.read,
      writing,
      seal.element,
    );
    // What two people agree on waits until there is something to agree on. Nobody's box goes away while they write in it.
    /** @param {SlotState} state */
    const showUnlessWaiting = ({ waits }) =>
      element.classList.toggle("reflect-gone", Boolean(waits) && isBlank(slot.draft.value));
    return {
      name: description.slot,
      slot,
      seal,
      element,
      // Who writes here, or how the other's part stands, may be another now.
      showSeal() {
        if (seal.state && slot.draft.isStarted) slot.told(seal.show());
      },
      /**
       * @param {SlotState} state
       * @param {FieldState} told
       */
      start(state, { offers, carried, nothing }) {
        elsewhere.show(offers, carried[description.slot] ?? [], nothing);
        questions?.showKept(state.kept);
        showUnlessWaiting(state);
        // Not before what was typed in the old view is in this one: it would go into what is not there yet.
        slot.start(seal.told(state)).then(() => {
          const isWritten = !isBlank(slot.draft.value) && !isUntouched(slot.draft);
          if (isWritten || shown.offer.hasChildNodes()) folding.unfold();
          if (slot.draft.isAlive) goOnWriting(slot, box);
          elsewhere.showRows();
        });
        release?.show(state.heads, state.released);
      },
      /** @param {Exclude<ToField, FieldState | Hidden | PictureChanged>} message */
      heard(message) {
        if (message.type === "saved") slot.happens({ ...message, type: "acknowledged" });
        else if (message.type === "not_saved") slot.happens({ ...message, type: "refused" });
        else if (message.type === "questions") questions?.show(message);
        else if (message.type === "slot") {
          slot.told(seal.told(message));
          elsewhere.showRows();
          showUnlessWaiting(message);
          questions?.showKept(message.kept);
          release?.show(message.heads, message.released);
        } else if (message.type === "sealed" || message.type === "not_sealed") {
          seal.heard(message);
        } else {
          release?.heard(message);
        }
      },
    };
  }

  return () => {
    saveEverything();
    line.close();
    folding.close();
    writer.listeners.delete(changedWriter);
    for (const part of parts) part.slot.close();
    holdIfWriting(root);
  };
}
