// The life of a draft, one answer on its way to disk and back, as a pure function of what happens to it.
//
// `step(state, event)` gives the next state and the effects to carry out, in order. It touches nothing and looks nothing
// up: what the input holds, the time and a fresh nonce come in with every event, and whoever calls it carries out the
// effects (slot.js does). A draft is saved only when the kernel says so. Until then its words are kept in the browser,
// from where they go on, or are offered, when the form is next alive.

import { t } from "./language.js";
import { ANSWER_WITHIN, LONGEST_WAIT, OTHER_TAB, SAVE_AFTER, SAVE_WITHIN } from "./timing.js";
import { canonical, isBlank } from "./values.js";

/**
 * @typedef {unknown} Value An answer. null for none
 * @typedef {Readonly<import("./wire.js").Head>} Head A current answer; there may be several
 * @typedef {Readonly<{ nonce: string, value: Value }>} Save A save that was sent. Its nonce becomes its revision's name
 *
 * What the browser keeps: words, what they were written in sight of, the saves of them that may yet be acknowledged, what
 * their next save will be called (null where there will be none), and by which tab and when they were kept.
 * @typedef {Readonly<{
 *   value: Value, parents: readonly string[], nonces: readonly string[], next: string | null, tab: string, at?: number,
 * }>} KeptRecord
 * @typedef {readonly [key: string, record: KeptRecord]} Kept
 *
 * How it does; "unfit" where the writer has chosen what the input cannot show.
 * @typedef {Readonly<{ is: "saving" | "saved" | "failed" | "unfit", why: string, isDirty: boolean, time: string | null }>} Status
 *
 * @typedef {Readonly<{
 *   key: string, // what the keys begin with that drafts of this answer are kept under
 *   mine: string, // the key of this view: each keeps its words apart, so that no tab takes the place of another's
 *   tab: string,
 *   initial: Value, // what the answer is until somebody writes one
 *   value: Value, // what is in the input
 *   problem: string, // why what is typed there is no answer yet, such as half a date
 *   saved: string, // the canonical form of what is on disk, as far as this view knows
 *   heads: readonly Head[],
 *   own: readonly string[], // the revisions among them that are the writer's
 *   seen: readonly string[], // the revisions that what is typed now was written in sight of
 *   alsoSeen: readonly string[], // the versions that the writer has just decided between
 *   next: string, // what the next save will be called
 *   sent: Save | null, // the save under way
 *   unanswered: readonly Save[], // saves that were never acknowledged, and may yet be; the latest last
 *   isForced: boolean, // whether to save even what is saved: the writer has decided that it is the answer
 *   isKept: boolean, // whether the browser was given words under `mine`
 *   isAlive: boolean, // whether the kernel answers
 *   isStarted: boolean, // whether it has ever said what the answers are
 *   isRestored: boolean, // whether it is known what the browser kept
 *   due: number | null, // when what is typed is to be sent at the latest
 *   attempts: number, // how often a save was refused since the last one was not
 *   time: string | null, // when what is in the input was saved
 *   status: Status | null,
 * }>} State
 *
 * What every event brings: what the input holds as it happens, the time in ms since some moment and by the clock, and a
 * nonce that nobody has used.
 * @typedef {Readonly<{ input: Value, problem: string, now: number, date: number, fresh: string }>} Moment
 *
 * @typedef {Readonly<
 *   | { type: "typed" } // or picked
 *   | { type: "paused" } // the writer has paused or looks elsewhere, or the page may go away
 *   | { type: "looked", own: readonly string[] } // the writer has come to the input
 *   | { type: "woke", heads: readonly Head[], own: readonly string[] } // the kernel answers, and says what there is
 *   | { type: "told", heads: readonly Head[], own: readonly string[] } // the answers have changed
 *   | { type: "slept" } // the kernel does not answer
 *   | { type: "unanswered" } // nor has it acknowledged the save under way
 *   | { type: "acknowledged", nonce: string, revision: string, time: string } // a save is on disk
 *   | { type: "refused", nonce: string, message: string }
 *   | { type: "closed" } // the view is gone, and somebody may go on writing in it for a while
 *   | { type: "look" } // the browser may keep words that nobody is writing any more
 *   | { type: "found", kept: readonly Kept[] } // what it keeps besides the words of views on this page, the newest first
 *   | { type: "recalled", kept: readonly Kept[] } // the same, to offer what is left of it
 *   | { type: "used", key: string, record: KeptRecord } // an offer
 *   | { type: "discarded", key: string, record: KeptRecord }
 *   | { type: "decided", value: Value } // on one of several versions
 *   | Then
 * >} Happening
 *
 * What happens once the input has been set, since only it knows what it makes of a value.
 * @typedef {Readonly<
 *   | { type: "shown", isWaking: boolean } // the answer on disk
 *   | { type: "tookUp", key: string, record: KeptRecord, queue: readonly Kept[], before: Value } // kept words
 *   | { type: "chose", value: Value, used: Kept | null, before: Value } // what the writer chose
 *   | { type: "putBack", queue: readonly Kept[] } // what was there before it
 * >} Then
 * @typedef {Happening & Moment} Event
 *
 * @typedef {"paused" | "unanswered" | "look"} Timer
 * @typedef {Readonly<
 *   | { type: "send", nonce: string, value: Value, parents: readonly string[] } // where that fails: slept
 *   | { type: "hello" } // until the kernel answers
 *   | { type: "keep", key: string, record: KeptRecord }
 *   | { type: "forget", key: string, record?: KeptRecord, provided?: string } // provided that what is kept there will last
 *   | { type: "find" } // and say when it is found
 *   | { type: "recall" } // say at once what is known of it
 *   | { type: "set", value: Value, next: Then } // and this happens before anything else does
 *   | { type: "wait", until: Timer, ms: number } // in the place of an earlier wait for the same
 *   | { type: "stop", waiting: Timer }
 *   | { type: "tell", status: Status }
 *   | { type: "versions", heads: readonly Head[] }
 *   | { type: "earlier", value: Value } // an answer that the input has no place for; null for none
 *   | { type: "offer", offered: Kept | null }
 * >} Effect
 * @typedef {readonly [State, readonly Effect[]]} Outcome
 */

/**
 * A draft of which nothing is known yet.
 * @param {{ key: string, mine: string, tab: string, next: string, initial?: Value }} names
 * @returns {State}
 */
export function newDraft({ key, mine, tab, next, initial = null }) {
  return Object.freeze({
    ...{ key, mine, tab, next, initial },
    ...{ value: null, problem: "", saved: "", sent: null, unanswered: [], isForced: false, isKept: false },
    ...{ heads: [], own: [], seen: [], alsoSeen: [] },
    ...{ isAlive: false, isStarted: false, isRestored: false },
    ...{ due: null, attempts: 0, time: null, status: null },
  });
}

/**
 * What comes of an event.
 * @param {State} state
 * @param {Event} event
 * @returns {Outcome}
 */
export function step(state, event) {
  const [next, effects] = outcome({ ...state, value: event.input, problem: event.problem }, event);
  return [Object.freeze(next), effects];
}

/**
 * Whether there are words that are not known to be on disk.
 * @param {State} state
 */
export function isDirty({ sent, unanswered, value, saved }) {
  return sent !== null || unanswered.length > 0 || canonical(value) !== saved;
}

/** @type {(state: State, event: Event) => Outcome} */
function outcome(state, event) {
  switch (event.type) {
    case "typed":
      return typed(state, event.now);
    case "paused":
      return flush(event.fresh)(state);
    case "looked":
      return [lookAt({ ...state, own: event.own }), []];
    case "woke":
      return take({ ...state, isAlive: true, heads: event.heads, own: event.own }, true, event.fresh);
    case "told":
      return take({ ...state, heads: event.heads, own: event.own }, false, event.fresh);
    case "slept":
      return sleep(state);
    case "unanswered":
      return inTurn(state, unanswer, fail(noAnswer()), having({ type: "hello" })); // when it answers, this is sent again
    case "acknowledged":
      return acknowledged(state, event, event.fresh);
    case "refused":
      return refused(state, event);
    case "closed":
      return close(state);
    case "look":
      return state.isAlive ? [state, [{ type: "find" }]] : [state, []];
    case "found":
      return found(state, event.kept, event.date);
    case "recalled":
      return recalled(state, event.kept, event.date);
    case "used":
      return choose(state, event.record.value, [event.key, event.record], event.fresh);
    case "discarded":
      return [state, [{ type: "forget", key: event.key, record: event.record }, { type: "recall" }]];
    case "decided":
      return choose(state, event.value, null, event.fresh);
    case "shown":
      return shown(state, event.isWaking, event.fresh);
    case "tookUp":
      return tookUp(state, event, event.fresh);
    case "chose":
      return chose(state, event, event.fresh);
    case "putBack":
      return takingUp(event.queue)(state);
  }
}

/** @typedef {(state: State) => Outcome} Step */

/**
 * Steps one after the other, each from the state that the one before left.
 * @type {(state: State, ...steps: Step[]) => Outcome}
 */
function inTurn(state, ...steps) {
  /** @type {Effect[]} */
  const effects = [];
  for (const next of steps) {
    const [after, more] = next(state);
    state = after;
    effects.push(...more);
  }
  return [state, effects];
}

/** @type {(...effects: Effect[]) => Step} */
const having =
  (...effects) =>
  (state) => [state, effects];

/** @type {Step} */
const nothing = (state) => [state, []];

const noAnswer = () => t("the notebook is not answering");

// Keeping

/** @type {Step} */
function keep(state) {
  if (isDirty(state)) return [{ ...state, isKept: true }, [{ type: "keep", key: state.mine, record: recordOf(state) }]];
  return [{ ...state, isKept: false }, state.isKept ? [{ type: "forget", key: state.mine }] : []];
}

/** @type {(state: State) => KeptRecord} */
function recordOf({ value, seen, unanswered, sent, next, tab }) {
  const nonces = [...unanswered, ...(sent ? [sent] : [])].map((save) => save.nonce);
  return { value, parents: seen, nonces, next, tab };
}

// Saving

/** @type {(state: State, now: number) => Outcome} */
function typed(state, now) {
  const due = state.due ?? now + SAVE_WITHIN;
  const wait = having({ type: "wait", until: "paused", ms: Math.min(SAVE_AFTER, due - now) });
  return inTurn({ ...state, due }, keep, tell("saving"), wait);
}

/**
 * Send what is typed, if it is new. One save at a time: the next one waits for the acknowledgement.
 * @type {(fresh: string, isForced?: boolean) => Step}
 */
const flush =
  (fresh, isForced = false) =>
  (before) => {
    const state = { ...before, due: null, isForced: before.isForced || isForced };
    return inTurn(state, having({ type: "stop", waiting: "paused" }), sending(state, fresh));
  };

/** @type {(state: State, fresh: string) => Step} */
function sending(state, fresh) {
  if (!state.isAlive) return sleep; // what was typed meanwhile is not saved either, and that has to be said
  if (state.sent) return nothing;
  const isNew = canonical(state.value) !== state.saved || state.unanswered.length > 0;
  return isNew || state.isForced ? send(fresh) : settle;
}

/** @type {(fresh: string) => Step} */
const send = (fresh) => (before) => {
  const { value, saved, seen, alsoSeen, unanswered } = before;
  const parents = [...new Set([...seen, ...alsoSeen, ...unanswered.map((save) => save.nonce)])];
  const again = sentBefore(before);
  const sent = again ?? { nonce: before.next, value };
  const state = { ...before, sent, next: again ? before.next : fresh, isForced: false };
  return inTurn(
    state,
    canonical(value) === saved ? nothing : keep,
    tell("saving"),
    having({ type: "send", ...sent, parents }, { type: "wait", until: "unanswered", ms: ANSWER_WITHIN }),
  );
};

/**
 * The same words once more are the same save, so that an answer that took long makes no two; but not where the writer has
 * decided between versions meanwhile.
 * @type {(state: State) => Save | null}
 */
function sentBefore({ value, alsoSeen, unanswered }) {
  const last = unanswered.at(-1);
  return last && !alsoSeen.length && JSON.stringify(last.value) === JSON.stringify(value) ? last : null;
}

/**
 * Wait no more for the save under way. Its acknowledgement may yet come.
 * @type {Step}
 */
function unanswer(state) {
  const { sent, unanswered } = state;
  const waiting = sent ? [...unanswered.filter((save) => save.nonce !== sent.nonce), sent] : unanswered;
  return [{ ...state, sent: null, unanswered: waiting }, [{ type: "stop", waiting: "unanswered" }]];
}

/** @type {Step} */
function sleep(state) {
  return inTurn({ ...state, isAlive: false }, unanswer, (next) =>
    isDirty(next) ? fail(noAnswer())(next) : nothing(next),
  );
}

/** @type {(state: State) => Outcome} */
function close(state) {
  /** @type {Timer[]} */
  const timers = ["paused", "unanswered", "look"];
  return [{ ...state, isAlive: false }, timers.map((waiting) => ({ type: "stop", waiting }))];
}

/** @type {(state: State, said: { nonce: string, revision: string, time: string }, fresh: string) => Outcome} */
function acknowledged(before, { nonce, revision, time }, fresh) {
  const isSent = before.sent?.nonce === nonce;
  const save = isSent ? before.sent : before.unanswered.find((each) => each.nonce === nonce);
  if (!save) return nothing(before); // another view's, or one that was acknowledged before
  // The kernel takes saves in order: those before the one under way it has, or never will.
  const waiting = isSent
    ? { sent: null, unanswered: [] }
    : { unanswered: before.unanswered.filter((each) => each !== save) };
  const saved = canonical(save.value);
  const state = { ...before, ...waiting, saved, seen: [revision], alsoSeen: [], attempts: 0, time };
  return inTurn(state, isSent ? having({ type: "stop", waiting: "unanswered" }) : nothing, goingOn(state, fresh));
}

/** @type {(state: State, fresh: string) => Step} */
function goingOn(state, fresh) {
  if (!isDirty(state) && !state.isForced) return settle;
  return (next) => inTurn(next, keep, next.sent ? nothing : flush(fresh));
}

/** @type {(state: State, said: { nonce: string, message: string }) => Outcome} */
function refused(state, { nonce, message }) {
  if (state.sent?.nonce !== nonce) return nothing(state);
  const { attempts } = state;
  const ms = Math.min(1000 * 2 ** attempts, LONGEST_WAIT);
  return inTurn(
    { ...state, sent: null, attempts: attempts + 1 },
    having({ type: "stop", waiting: "unanswered" }),
    fail(message.replace(/\.$/, "")),
    having({ type: "wait", until: "paused", ms }),
  );
}

// Saying how it does

/**
 * All that can be saved is. What is typed may not be an answer yet.
 * @type {Step}
 */
function settle(state) {
  return inTurn(state, ...(state.problem ? [fail(state.problem)] : [keep, tell("saved")]));
}

/** @type {(why: string) => Step} */
const fail = (why) => (state) => inTurn(state, keep, tell("failed", why));

/** @type {(is: Status["is"], why?: string) => Step} */
const tell =
  (is, why = "") =>
  (state) => {
    const status = { is, why, isDirty: isDirty(state), time: state.time };
    return [{ ...state, status }, [{ type: "tell", status }]];
  };

// The answers on disk

/**
 * Show the current answers. What somebody is typing stays as it is: their save will name what they had seen.
 * @type {(state: State, isWaking: boolean, fresh: string) => Outcome}
 */
function take(state, isWaking, fresh) {
  if (isDirty(state) && state.isStarted) return inTurn(state, showing(null), isWaking ? wake(fresh) : nothing);
  const value = answerOf(state);
  if (canonical(state.value) === canonical(value)) return shown(state, isWaking, fresh);
  return [state, [{ type: "set", value, next: { type: "shown", isWaking } }]];
}

/** @type {(state: State, isWaking: boolean, fresh: string) => Outcome} */
function shown(before, isWaking, fresh) {
  const answer = answerOf(before);
  // What the input makes of it counts: an answer that it cannot show is not to be saved over with nothing.
  const saved = canonical(before.value);
  const time = before.heads.at(-1)?.time ?? null;
  const state = { ...lookAt({ ...before, saved, time }), isStarted: true };
  return inTurn(state, settle, showing(answer), isWaking ? wake(fresh) : nothing);
}

/**
 * Show the versions there are, and an answer that this version of the question has no place for.
 * @type {(answer: Value) => Step}
 */
const showing = (answer) => (state) => {
  const earlier = canonical(state.value) === canonical(answer) ? null : answer;
  return [
    state,
    [
      { type: "versions", heads: state.heads },
      { type: "earlier", value: earlier },
    ],
  ];
};

/** @type {(fresh: string) => Step} */
const wake = (fresh) => (state) => inTurn(state, having({ type: "find" }), flush(fresh));

/**
 * The version that is in the input. Of several, the one that was there stays: somebody may go on with it.
 * @type {(state: State) => Head | undefined}
 */
function standing({ heads, own, isStarted, saved }) {
  const here = isStarted ? heads.find((head) => canonical(head.value) === saved) : undefined;
  return here ?? heads.find((head) => own.includes(head.revision)) ?? heads.at(-1);
}

/**
 * What is to be in the input. An answer that somebody has emptied is one.
 * @type {(state: State) => Value}
 */
function answerOf(state) {
  return state.heads.length ? (standing(state)?.value ?? null) : state.initial;
}

/**
 * Whether what is in the input is what stands there from the start, and nobody has written yet.
 * @param {State} state
 */
export function isUntouched({ initial, heads, value, isStarted }) {
  return isStarted && !heads.length && !isBlank(initial) && canonical(value) === canonical(initial);
}

/**
 * What is typed from here on is written in sight of the answer. Of several versions it goes on with the one that is in
 * the input: only the writer's own choice puts that in the place of the others.
 * @type {(state: State) => State}
 */
function lookAt(state) {
  if (isDirty(state)) return state;
  const here = canonical(standing(state)?.value);
  const seen = state.heads.filter((head) => canonical(head.value) === here).map((head) => head.revision);
  return { ...state, seen };
}

/**
 * The writer has chosen these words. What is typed and not saved makes room for them, and is offered.
 * @type {(state: State, value: Value, used: Kept | null, fresh: string) => Outcome}
 */
function choose(state, value, used, fresh) {
  const set = having({ type: "set", value, next: { type: "chose", value, used, before: state.value } });
  if (canonical(state.value) === state.saved) return set(state);
  const aside = { ...recordOf(state), next: null }; // what is saved next is not what came of it
  return inTurn(state, having({ type: "keep", key: state.key + fresh, record: aside }), set);
}

/** @type {(state: State, what: { value: Value, used: Kept | null, before: Value }, fresh: string) => Outcome} */
function chose(before, { value, used, before: there }, fresh) {
  // What the input cannot show takes the place of no answer, and stays where it was chosen.
  if (isBlank(before.value) && !isBlank(value)) return inTurn(before, putBack(there), tell("unfit"));
  const state = { ...before, alsoSeen: before.heads.map((head) => head.revision) };
  const isWhole = canonical(state.value) === canonical(value);
  const forget = used && isWhole ? having({ type: "forget", key: used[0], record: used[1] }) : nothing;
  return inTurn(state, keep, flush(fresh, true), forget, having({ type: "recall" }));
}

/** @type {(value: Value, queue?: readonly Kept[]) => Step} */
const putBack = (value, queue = []) => having({ type: "set", value, next: { type: "putBack", queue } });

// What the browser kept, because no save of it was acknowledged

/**
 * The newest words go on where they were, unless somebody has saved here since; all others are offered, one after the
 * other.
 * @type {(state: State, kept: readonly Kept[], date: number) => Outcome}
 */
function found(state, kept, date) {
  if (!state.isAlive) return nothing(state);
  const left = kept.filter(([, record]) => !isSaved(state, record));
  return inTurn(
    state,
    forgetting(kept.filter((each) => !left.includes(each))),
    takingUp(leftBehind(state, left, date)),
  );
}

/** @type {(queue: readonly Kept[]) => Step} */
const takingUp = (queue) => (state) => {
  const at = isDirty(state) ? -1 : queue.findIndex(([, record]) => goesOn(state, record));
  const passed = at < 0 ? queue : queue.slice(0, at);
  const forget = forgetting(passed.filter(([, record]) => isWithin(state, record.value)));
  if (at < 0) return inTurn({ ...state, isRestored: true }, forget, having({ type: "recall" }));
  const [key, record] = queue[at];
  const rest = { queue: queue.slice(at + 1), before: state.value };
  const set = having({ type: "set", value: record.value, next: { type: "tookUp", key, record, ...rest } });
  return inTurn(state, forget, set);
};

/**
 * @type {(
 *   state: State, what: { key: string, record: KeptRecord, queue: readonly Kept[], before: Value }, fresh: string,
 * ) => Outcome}
 */
function tookUp(state, { key, record, queue, before }, fresh) {
  // What the input cannot show is not to be saved as something else. It is offered.
  if (canonical(state.value) !== canonical(record.value)) return putBack(before, queue)(state);
  const forget = having({ type: "forget", key, record, provided: state.mine });
  return inTurn(state, keep, forget, flush(fresh), takingUp(queue));
}

/** @type {(state: State, kept: readonly Kept[], date: number) => Outcome} */
function recalled(state, kept, date) {
  const left = leftBehind(state, kept, date);
  const here = canonical(state.value);
  const offered = left.find(([, { value }]) => !isBlank(value) && canonical(value) !== here) ?? null;
  /** @type {Effect} */
  const wait =
    left.length < kept.length ? { type: "wait", until: "look", ms: OTHER_TAB } : { type: "stop", waiting: "look" };
  return [state, [wait, { type: "offer", offered }]];
}

/** @type {(records: readonly Kept[]) => Step} */
const forgetting = (records) =>
  having(...records.map(([key, record]) => /** @type {const} */ ({ type: "forget", key, record })));

/**
 * The records that no other tab has only just kept and may yet save. A clock that was put back makes nobody wait.
 * @type {(state: State, kept: readonly Kept[], date: number) => readonly Kept[]}
 */
function leftBehind({ tab }, kept, date) {
  const isFresh = (/** @type {KeptRecord} */ { tab: other, at = 0 }) =>
    other !== tab && date >= at && date - at < OTHER_TAB;
  return kept.filter(([, record]) => !isFresh(record));
}

/**
 * Whether this was saved, or is what somebody had typed before they typed what was saved.
 * @type {(state: State, record: KeptRecord) => boolean}
 */
function isSaved({ saved, heads }, { value, next }) {
  return canonical(value) === saved || heads.some((head) => head.revision === next);
}

/** @type {(state: State, record: KeptRecord) => boolean} */
function goesOn({ heads }, { parents, nonces }) {
  return heads.every((head) => parents.includes(head.revision) || nonces.includes(head.revision));
}

/**
 * Whether all these words are in what has since been saved: a browser that crashed may give back an early state.
 * @type {(state: State, value: Value) => boolean}
 */
function isWithin({ heads }, value) {
  return (
    typeof value === "string" && heads.some((head) => typeof head.value === "string" && head.value.includes(value))
  );
}
