/* Files that go with a report: shown by name with a way to have each back as it is, for as long as they are on this device alone. */

/** Show files in a list of the page. `drop`, where their author may still leave one out, is called with that file. */
export function showFiles(list, files, { row, size }, drop = null) {
  list.replaceChildren(...files.map((file) => {
    const made = row.content.cloneNode(true).firstElementChild;
    made.querySelectorAll('[data-part="name"]').forEach((each) => { each.textContent = file.name; });
    made.querySelector('[data-part="size"]').textContent = size(file.size);
    made.querySelector('[data-part="save"]').addEventListener("click", () => saveCopy(file));
    const out = made.querySelector('[data-part="drop"]');
    out.hidden = drop === null;
    out.addEventListener("click", () => drop(file));
    return made;
  }));
  list.hidden = !files.length;
}

/** Hand a file to the browser's downloads: as bytes, since nothing that somebody chose may be shown as a page of ours. */
function saveCopy(file) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file], { type: "application/octet-stream" }));
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

/** Put files into a field for files, as if they had been chosen there. */
export function putInto(input, files) {
  const carrier = new DataTransfer();
  files.forEach((file) => carrier.items.add(file));
  input.files = carrier.files;
}

/** Files with those that were chosen after them; one that was chosen before comes once. */
export function withMore(files, chosen) {
  const same = (one, other) => one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
  return [...files, ...Array.from(chosen).filter((file) => !files.some((each) => same(each, file)))];
}
