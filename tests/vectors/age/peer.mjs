// Another implementation of age opens the files here, or makes some for us to open.
//
//     node peer.mjs check     opens every case of this folder that another implementation or ours made
//     node peer.mjs make      makes the cases peer_*.json that are not there yet
//
// Run it from a directory in which the npm package `age-encryption` is installed. See README.md.

import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const age = await import(pathToFileURL(createRequire(join(process.cwd(), "x")).resolve("age-encryption")));

const text = Buffer.from("The delegation of the north will not attend. نمایندگی شمال حضور نخواهد یافت.", "utf8");

const wanted = {
  peer_x25519_empty: { hybrid: false, readers: 1, hex: "", times: 1, comment: "Nothing at all: one empty chunk." },
  peer_x25519_one: { hybrid: false, readers: 1, hex: text.toString("hex"), times: 1, comment: "One X25519 recipient." },
  peer_x25519_three: { hybrid: false, readers: 3, hex: text.toString("hex"), times: 1, comment: "Three of them." },
  peer_x25519_full_chunk: { hybrid: false, readers: 1, hex: "61", times: 65536, comment: "One chunk, quite full." },
  peer_hybrid_empty: { hybrid: true, readers: 1, hex: "", times: 1, comment: "Nothing at all: one empty chunk." },
  peer_hybrid_one: { hybrid: true, readers: 1, hex: text.toString("hex"), times: 1, comment: "One hybrid recipient." },
  peer_hybrid_three: { hybrid: true, readers: 3, hex: text.toString("hex"), times: 1, comment: "Three of them." },
  peer_hybrid_two_chunks: { hybrid: true, readers: 1, hex: "62", times: 65537, comment: "A second chunk of one byte." },
};

async function make() {
  for (const [name, { hybrid, readers, hex, times, comment }] of Object.entries(wanted)) {
    const path = join(here, `${name}.json`);
    if (existsSync(path)) continue;
    const encrypter = new age.Encrypter();
    const identities = [];
    const recipients = [];
    for (let i = 0; i < readers; i++) {
      identities.push(await (hybrid ? age.generateHybridIdentity() : age.generateX25519Identity()));
      recipients.push(await age.identityToRecipient(identities[i]));
      encrypter.addRecipient(recipients[i]);
    }
    const file = await encrypter.encrypt(Buffer.from(hex.repeat(times), "hex"));
    const made = { comment, identities, recipients, plaintext: hex, times, file: Buffer.from(file).toString("base64") };
    writeFileSync(path, JSON.stringify(made, null, 2) + "\n");
    console.log(`made ${name}`);
  }
}

async function check() {
  let opened = 0;
  for (const name of readdirSync(here).filter((each) => /^(ours|peer)_.*\.json$/.test(each)).sort()) {
    const made = JSON.parse(readFileSync(join(here, name), "utf8"));
    const expected = Buffer.from(made.plaintext.repeat(made.times), "hex");
    for (const [i, identity] of made.identities.entries()) {
      if ((await age.identityToRecipient(identity)) !== made.recipients[i]) throw Error(`${name}: another recipient`);
      const decrypter = new age.Decrypter();
      decrypter.addIdentity(identity);
      const plaintext = await decrypter.decrypt(Buffer.from(made.file, "base64"));
      if (Buffer.compare(Buffer.from(plaintext), expected) !== 0) throw Error(`${name}: another plaintext`);
      opened += 1;
    }
    console.log(`opened ${name} as each of ${made.identities.length}`);
  }
  if (opened === 0) throw Error("no case found");
}

const commands = { make, check };
const command = commands[process.argv[2]];
if (command === undefined) throw Error("expected make or check");
await command();
