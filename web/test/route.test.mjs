// Addresses inside the page: one cut short while it was copied must not leave a white screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./bundle.mjs";

async function routeOf(hash) {
  globalThis.location = { hash };
  globalThis.addEventListener = () => undefined;
  const { route } = await load("route.ts");
  return route();
}

test("page, identifier and query are read", async () => {
  const { page, id, query } = await routeOf("#/event/gap-412%2F1?vessel=412990017");
  assert.deepEqual([page, id, query.get("vessel")], ["event", "gap-412/1", "412990017"]);
  assert.equal((await routeOf("")).page, "watch");
});

test("an address cut in the middle of a character is still an address", async () => {
  const { page, id } = await routeOf("#/event/%E6%BC%81%E");
  assert.deepEqual([page, id], ["event", "%E6%BC%81%E"]);
});
