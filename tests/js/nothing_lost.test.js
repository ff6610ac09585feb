// Whatever happens in whatever order, no word is lost that somebody typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

import { World } from "./world.js";

const RUNS = Number(process.env.REFLECT_RUNS ?? 1000);

// What may happen to one of the views, and how often.
const IN_A_VIEW = {
  types: [6, (view) => view.types()],
  "writes anew": [1, (view) => view.types(true)],
  pauses: [3, (view) => view.happens({ type: "paused" })],
  looks: [2, (view) => view.happens({ type: "looked", own: view.own() })],
  "all goes well": [2, (view) => view.world.rests()],
  "the kernel hears": [4, (view) => view.carries()],
  "the kernel refuses": [1, (view) => view.carries(true)],
  "the kernel never hears": [1, (view) => view.toKernel.shift()],
  hears: [4, (view) => view.listens()],
  "hears, and will once more": [
    1,
    (view) => {
      view.fromKernel.push(...view.fromKernel.slice(0, 1));
      view.listens();
    },
  ],
  "never hears": [1, (view) => view.fromKernel.shift()],
  sleeps: [2, (view) => view.happens({ type: "slept" })],
  "says hello": [2, (view) => view.says({ type: "hello" })],
  "has read": [3, (view) => view.reads()],
  "has written": [1, (view) => view.page.write()],
  "uses what is offered": [2, (view) => view.uses()],
  "discards what is offered": [1, (view) => view.discards()],
  "decides for one": [1, (view) => view.decides(0)],
  "decides for another": [1, (view) => view.decides(1)],
  "is shown twice": [1, (view) => view.page.show()],
  "is gone": [1, (view) => view.page.closeView(view)],
  "its tab is closed": [1, (view) => view.page.close()],
  "its tab is loaded again": [
    2,
    (view) => {
      view.page.close();
      view.world.open(view.page.tab);
    },
  ],
  "it is loaded again with another template": [
    1,
    (view) => {
      view.page.close();
      view.world.open(view.page.tab, !view.page.isNarrow);
    },
  ],
};

// What may happen besides.
const IN_THE_WORLD = {
  "another tab is opened": [2, (world) => world.open()],
  "the kernel dies": [1, (world) => world.kernelDies()],
  "the kernel is there": [2, (world) => world.kernelStarts()],
  "the browser crashes": [
    1,
    (world, which) => {
      world.crashes(which);
      world.open();
    },
  ],
  "another saves in sight of it": [1, (world) => world.otherSaves(true)],
  "another saves": [1, (world) => world.otherSaves(false)],
  "a moment passes": [2, (world) => world.passes(350)],
  "some seconds pass": [2, (world) => world.passes(5500)],
  "a while passes": [1, (world) => world.passes(11_000)],
};

const EVERYTHING = { ...IN_A_VIEW, ...IN_THE_WORLD };
const happening = fc.tuple(
  fc.oneof(...Object.entries(EVERYTHING).map(([what, [weight]]) => ({ weight, arbitrary: fc.constant(what) }))),
  fc.nat(3),
);

// Each of the two places in which a browser keeps words may refuse them, or lose them in a crash; but not both at once.
const places = fc.constantFrom({}, { shelf: "refuses" }, { disk: "refuses" }, { shelf: "lost" }, { disk: "lost" });

// What may stand in an answer before anybody has written one.
const initials = fc.constantFrom(null, "from the start ");

test("no word that was typed is ever neither saved, nor kept, nor shown, nor offered", () => {
  fc.assert(
    fc.property(places, initials, fc.array(happening, { maxLength: 60, size: "max" }), (where, initial, happenings) => {
      const world = new World({ ...where, initial });
      world.open();
      world.rests();
      for (const [what, which] of happenings) {
        happens(world, what, which);
        assert.deepEqual(world.lost(), [], `is lost when this happens: ${what}`);
        assert.deepEqual(world.overwritten(), [], `is overwritten when this happens: ${what}`);
        assert.deepEqual(world.untruthful(), [], `is said to be saved when this happens: ${what}`);
      }
      world.mends();
      assert.deepEqual(world.unsaved(), [], "is not saved when all is well again");
    }),
    { numRuns: RUNS },
  );
});

function happens(world, what, which) {
  const view = world.views[which % world.views.length];
  if (what in IN_THE_WORLD) IN_THE_WORLD[what][1](world, which);
  else if (view) IN_A_VIEW[what][1](view);
}
