// Whether the screen is marked: by what the node told last, kept on the device.
import assert from "node:assert/strict";
import { test } from "node:test";

const kept = new Map();
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
const { load } = await import("./bundle.mjs");

/** The module as a page that is opened anew has it. */
const opened = () => load("realm.ts");

test("nothing is known before the node said it, and what is not a realm says nothing", async () => {
  const { realm, learnRealm } = await opened();
  assert.equal(realm(), undefined);
  for (const odd of [undefined, null, "", "drill", { exercise: "north" }]) learnRealm(odd);
  assert.equal(realm(), undefined);
  assert.equal(kept.size, 0);
});

test("an exercise is remembered for a page without a network, until the node says otherwise", async () => {
  const first = await opened();
  first.learnRealm("exercise");
  assert.equal(first.realm(), "exercise");
  globalThis.fetch = () => Promise.reject(new TypeError("no network"));
  const offline = await opened();
  assert.equal(offline.realm(), "exercise");
  await offline.askRealm();
  assert.equal(offline.realm(), "exercise");
  globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify({ user: null, realm: "live" }), { status: 200, headers: { "content-type": "application/json" } }));
  await offline.askRealm();
  assert.equal(offline.realm(), "live");
  assert.equal((await opened()).realm(), "live");
});
