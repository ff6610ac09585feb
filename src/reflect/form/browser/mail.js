// Words of a personal workbook as a message of one's own: to the people who run the programme, in whatever the person
// writes mail with. Nothing is sent by the form, and nothing goes into a folder.

import { make } from "./dom.js";
import { t } from "./language.js";

/**
 * @import { Slot } from "./slot.js"
 * @import { MailTo } from "./wire.js"
 */

const LONGEST = 1800; // letters of an address that every program takes (some on Windows stop at 2,048 with all of it)

// The address of a message with these words in it; of what is too long, with as many as there is room for.
/**
 * @param {string} address
 * @param {string} subject
 * @param {string} words
 */
export function mailAddress(address, subject, words) {
  const to = encodeURIComponent(address).replace("%40", "@");
  const begin = `mailto:${to}?subject=${encodeURIComponent(subject)}&body=`;
  const letters = [...words.replaceAll(/\r?\n/g, "\r\n").toWellFormed()];
  const whole = letters.map(encodeURIComponent);
  let room = LONGEST - begin.length;
  const fits = whole.findIndex((each) => {
    room -= each.length;
    return room < 0;
  });
  return begin + (fits < 0 ? whole : whole.slice(0, fits)).join("");
}

/**
 * @param {MailTo} mail
 * @param {Slot} slot
 */
export function makeMail(mail, slot) {
  const element = make("p", { className: "reflect-buttons" });
  if (!mail.address) {
    element.append(make("span", { dir: "auto" }, t("To send it: {name}", { name: mail.name })));
    return element;
  }
  const link = make("a", { className: "reflect-quiet reflect-mail", dir: "auto" });
  link.textContent = t("Open a message to {name} with these words", { name: mail.name });
  const renew = () => {
    const words = slot.draft.value;
    link.href = mailAddress(mail.address, t("From my mentoring workbook"), typeof words === "string" ? words : "");
  };
  renew();
  for (const type of ["pointerdown", "focus", "click"]) link.addEventListener(type, renew);
  element.append(link);
  return element;
}
