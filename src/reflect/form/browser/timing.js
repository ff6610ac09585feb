// How long the form waits, and for what.

export const SAVE_AFTER = 300; // ms without typing
export const SAVE_WITHIN = 600; // ms of typing without a pause: within a second the words are with the other person
export const ANSWER_WITHIN = 5000; // ms that the kernel has to say that a save is on disk
export const LONGEST_WAIT = 10000; // ms between two attempts, at most
export const LOOK_AGAIN = 15000; // ms between two looks for what others have written
export const OTHER_TAB = 10000; // ms that unsaved words of another tab are left for that tab to save
export const SEAL_WITHIN = 10000; // ms that what is typed has to be saved, before it is sealed
export const SOON = 100; // ms between two looks whether it is
