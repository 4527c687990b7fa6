// The node's description of its API is valid OpenAPI 3.1, and the page's types are made from it as it is now.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { DOCUMENT, clientOf, writtenClient } from "../client.mjs";

const document = () => JSON.parse(readFileSync(DOCUMENT, "utf8"));

test("the description is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document());
  assert.ok(valid, JSON.stringify(errors, null, 1));
  assert.equal(validator.version, "3.1");
});

test("every operation has an id of its own", () => {
  const ids = Object.values(document().paths).flatMap((operations) => Object.values(operations).map((operation) => operation.operationId));
  assert.ok(ids.length > 40);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(ids.every((id) => /^[a-z]\w*$/.test(id)));
});

test("the client types are those of the description: run `npm run client` after a change", async () => {
  assert.equal(writtenClient(), await clientOf(document()));
});
