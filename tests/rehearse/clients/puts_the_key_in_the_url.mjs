// Sends the token where every proxy writes it down, besides where it belongs. Plain Node 20.
import { readFile } from "node:fs/promises";

const root = `${process.env.SCRIPTIX_BASE_URL}/api/v3/speech-to-text/session`;
const headers = { Authorization: `Bearer ${process.env.SCRIPTIX_TOKEN}`, Accept: "application/json" };
const json = { ...headers, "Content-Type": "application/json" };

const made = await fetch(root, { method: "POST", headers: json, body: JSON.stringify({ language: "en" }) });
const session = `${root}/${(await made.json()).result.session_id}`;
const form = new FormData();
form.append("upload", new Blob([await readFile(process.env.UNDERSTUDY_AUDIO)], { type: "audio/x-wav" }), "call.wav");
await fetch(session, { method: "POST", headers, body: form });

for (;;) {
  const answer = await fetch(`${session}?token=${process.env.SCRIPTIX_TOKEN}`, { headers });
  const status = answer.ok ? (await answer.json()).status : "";
  if (status === "failed") process.exit(1);
  if (status === "completed") break;
  await new Promise((resolve) => setTimeout(resolve, 5500));
}
console.log(await (await fetch(`${session}/result`, { headers })).text());
