// `make wire` has made this of reflect.form.outbound and reflect.form.messages.

export type Sent = FieldDescription | HeadingDescription | ToField | HeadingState | FromKernel | FromBrowser;
export type ToField =
  FieldState | SlotChanged | PictureChanged | Hidden | Saved | Released | Sealed | Refused | Questions;
export type FromKernel =
  FieldState | SlotChanged | PictureChanged | Hidden | Saved | Released | Sealed | Refused | Questions | HeadingState;
export type FromBrowser = Hello | Refresh | Save | Ask | PromptOutcome | ReleaseRequest | TakeBack | SealRequest;

/**
 * A field, without its answers.
 *
 * `release` names whom one can be released to, "" where it cannot. `mail` says whom its words can be sent
 * to by whoever wrote them. `folded_in` are the parts that are folded until
 * somebody wants them, such as a second goal, the outer ones first. `own` is what only the fields of its kind have:
 * the kind's class in `reflect.fields.kinds` gives it, and its entry in `browser/kinds.js` reads it.
 */
export interface FieldDescription {
  kind: string;
  label: string;
  help: string;
  examples: WorkedExample[];
  required: boolean;
  prompts: boolean;
  release: string;
  mail: MailTo | null;
  folded_in: FoldedIn[];
  own: {
    [k: string]: unknown;
  };
  slots: SlotDescription[];
}
/**
 * An answer that could be better, one that is, and what was changed.
 */
export interface WorkedExample {
  weaker: string;
  better: string;
  changed: string;
}
/**
 * Whom a person can send the words of a field to. Without an `address`, only the name is said.
 */
export interface MailTo {
  name: string;
  address: string;
}
/**
 * A folded part of the workbook that a field is in, as its `place`th field from 0.
 *
 * `title` and `level` are those of the part's heading; `id` is any that tells it from the workbook's other parts.
 */
export interface FoldedIn {
  id: string;
  title: string;
  level: number;
  place: number;
}
/**
 * Where one answer goes; `who` says who writes it, in words.
 *
 * `is_beside` says that it adds columns to the rows of the table in the first slot, by the names of those rows.
 * `default` is what it is until somebody writes another, null for nothing.
 */
export interface SlotDescription {
  slot: string;
  who: string;
  is_beside: boolean;
  columns: ColumnDescription[];
  default: unknown;
}
/**
 * A column of a table. `suggest` are words offered while somebody types in it.
 *
 * `optional` says that a row is full without it.
 */
export interface ColumnDescription {
  id: string;
  kind: string;
  label: string;
  optional: boolean;
  suggest: string[];
  own: {
    [k: string]: unknown;
  };
}
/**
 * The top of a workbook. `people` are the names of the two who may write in a shared one.
 *
 * `is_last_entry` says that it is the latest workbook of a template that repeats. `length` tells how long it takes.
 */
export interface HeadingDescription {
  title: string;
  whose: string;
  personal: boolean;
  people: string[];
  is_last_entry: boolean;
  length: string;
}
/**
 * To a field: all that there is, to a view that says hello.
 *
 * `offers` are words that can be put in, or chosen; `carried`, rows that can be brought into each slot; `nothing` says
 * that other workbooks have nothing for it yet; `picture` is what is drawn under it, as markup, or "".
 */
export interface FieldState {
  type: "state";
  writer: WriterKnown;
  slots: {
    [k: string]: SlotState;
  };
  hidden: boolean;
  offers: string[];
  carried: {
    [k: string]: CarriedRows[];
  };
  nothing: string;
  picture: string;
}
/**
 * Who writes in this kernel beyond doubt, or ""; and the name of the account.
 */
export interface WriterKnown {
  known: string;
  login: string;
}
/**
 * All that there is in a slot. `seal` is there where its answer is sealed before the other of the pair sees it.
 *
 * `waits` says that it is for what two people agree on, and that they have not both answered yet.
 */
export interface SlotState {
  heads: Head[];
  kept: KeptQuestion[];
  released: Words[];
  waits?: boolean;
  seal?: SealState;
}
/**
 * A current answer. `before` is what stood there, where somebody has emptied another's words.
 */
export interface Head {
  revision: string;
  value: unknown;
  author: string;
  time: string;
  before?: Answer[];
}
/**
 * A revision of an answer.
 */
export interface Answer {
  revision: string;
  value: unknown;
  author: string;
  time: string;
}
/**
 * A question that the writer has kept in view.
 */
export interface KeptQuestion {
  id: string;
  text: string;
}
/**
 * Words that somebody has released.
 */
export interface Words {
  author: string;
  time: string;
  words: string;
}
/**
 * How that part of a set stands which a slot is of: the one of the person called `name`, in these `slots`.
 *
 * The `other` has sealed theirs at `other_time`, or not yet.
 * `time` says when this was sealed, "" where it is not; `here`, that this device has its words; `waiting`, that this
 * could not be put into the shared folder yet; `open`, that its words are there to read, and `fits`, that they are
 * those that were sealed; `late`, that it was sealed when the other's could be read. The slot that `asks` has the
 * button; `missing` are labels of what is to be answered before; `after` is what was written in the slot since.
 */
export interface SealState {
  name: string;
  other: string;
  other_time: string;
  slots: string[];
  time: string;
  here: boolean;
  waiting: boolean;
  open: boolean;
  fits: boolean;
  late: boolean;
  asks: boolean;
  missing: string[];
  after: Head[];
}
/**
 * Rows that can be brought into a table. `whence` says from which entry or workbook, in words.
 *
 * `only_open` says that what is done there has been left out.
 */
export interface CarriedRows {
  whence: string;
  only_open: boolean;
  rows: {
    [k: string]: unknown;
  }[];
}
/**
 * To a field: what is in a slot now.
 */
export interface SlotChanged {
  heads: Head[];
  kept: KeptQuestion[];
  released: Words[];
  waits?: boolean;
  seal?: SealState;
  type: "slot";
  slot: string;
}
/**
 * To a field: how the picture under it looks now, as markup.
 */
export interface PictureChanged {
  type: "picture";
  picture: string;
}
/**
 * To a field: whether it is shown has changed.
 */
export interface Hidden {
  type: "hidden";
  hidden: boolean;
}
/**
 * To a field: the save called `nonce` is on disk.
 */
export interface Saved {
  type: "saved";
  slot: string;
  nonce: string;
  revision: string;
  time: string;
}
/**
 * To a field: the act called `nonce`, to release or to take back, is on disk.
 */
export interface Released {
  type: "released";
  slot: string;
  nonce: string;
}
/**
 * To a field: the act called `nonce`, to seal, is on disk.
 */
export interface Sealed {
  type: "sealed";
  slot: string;
  nonce: string;
}
/**
 * To a field: what was asked for under `nonce` was not done; `message` says why.
 */
export interface Refused {
  type: "not_saved" | "not_released" | "not_sealed";
  slot: string;
  nonce: string;
  message: string;
}
/**
 * To a field: questions for the writer. With `support`, the note says where somebody in distress can turn.
 */
export interface Questions {
  type: "questions";
  slot: string;
  nonce: string;
  questions: OfferedQuestion[];
  note: string;
  support: boolean;
}
/**
 * A question that is offered, and `why`.
 */
export interface OfferedQuestion {
  id: string;
  text: string;
  why: string;
}
/**
 * To a heading: all that it shows. `foreign` are cells of the notebook that are not the workbook's.
 */
export interface HeadingState {
  type: "state";
  writer: WriterKnown;
  progress: Reached;
  released: Words[];
  problems: string[];
  foreign: string[];
  missing_questions: string[];
}
/**
 * How far a workbook has got, and how much of what goes `deeper` is answered.
 *
 * `missing` are the slots still open, in the order of the page.
 */
export interface Reached {
  answered: number;
  needed: number;
  deeper_answered: number;
  deeper: number;
  missing: string[];
}
/**
 * A view has come alive and wants to know what there is.
 */
export interface Hello {
  type: "hello";
}
/**
 * Somebody may have written elsewhere: look again.
 */
export interface Refresh {
  type: "refresh";
}
/**
 * Keep `value`, written in sight of `parents`. `nonce` becomes the revision's id, so a repeat does no harm.
 *
 * `who` writes there, as the browser says; "" where it does not.
 */
export interface Save {
  slot: string;
  value: unknown;
  parents: string[];
  nonce: string;
  who: string;
  type: "save";
}
/**
 * Offer questions for what is being written; `draft` is the answer as it stands in the browser.
 */
export interface Ask {
  slot: string;
  draft: unknown;
  nonce: string;
  who: string;
  type: "ask";
}
/**
 * What became of an offered question, named by the id it was offered under.
 */
export interface PromptOutcome {
  slot: string;
  question: string;
  action: "kept" | "dismissed";
  who: string;
  type: "outcome";
}
/**
 * Share the words of `revision`, which the writer has seen and agreed to. `nonce` names the act.
 */
export interface ReleaseRequest {
  slot: string;
  revision: string;
  nonce: string;
  who: string;
  type: "release";
}
/**
 * Share them no more.
 */
export interface TakeBack {
  slot: string;
  nonce: string;
  who: string;
  type: "take_back";
}
/**
 * Seal all that is of the set and the person that `slot` is of.
 *
 * `seen` has the revision that was on the screen in each of its slots, as far as they were. `nonce` names the act.
 */
export interface SealRequest {
  slot: string;
  seen: {
    [k: string]: string;
  };
  nonce: string;
  who: string;
  type: "seal";
}
