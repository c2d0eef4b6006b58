// Run: understudy exec -- node --test tests/examples/
import assert from "node:assert/strict";
import { test } from "node:test";

const { ELEVATEAI_BASE_URL, UNDERSTUDY_CONTROL_URL } = process.env;

async function declare(key) {
  const order = { type: "audio", languageTag: "en-us", downloadUri: "https://example.com/call.wav" };
  const headers = { "X-API-Token": key, "Content-Type": "application/json" };
  const answer = await fetch(`${ELEVATEAI_BASE_URL}/interactions`, { method: "POST", headers, body: JSON.stringify(order) });
  return (await answer.json()).interactionIdentifier;
}

async function status(key, call) {
  const answer = await fetch(`${ELEVATEAI_BASE_URL}/interactions/${call}/status`, { headers: { "X-API-Token": key } });
  return (await answer.json()).status;
}

async function clock(key, change) {
  const url = `${UNDERSTUDY_CONTROL_URL}/tenants/${encodeURIComponent(key)}/clock`;
  await fetch(url, { method: "POST", body: JSON.stringify(change) });
}

test("a recording is transcribed, six hours later", async () => {
  const key = "happy-test"; // any text: each is a tenant of its own
  const call = await declare(key);
  await clock(key, { advance_s: 6 * 3600 });
  assert.equal(await status(key, call), "processed");
});

test("a failure is told", async () => {
  const key = "processing_failed@failing-test"; // the part before @ chooses the scenario
  const call = await declare(key);
  await clock(key, { advance_s: 6 * 3600 });
  assert.equal(await status(key, call), "processingFailed");
});
