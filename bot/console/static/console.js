// Live progress of a broadcast. Everything else on these pages works without script.
"use strict";
for (const box of document.querySelectorAll("[data-progress]")) {
  const source = new EventSource(box.dataset.progress);
  source.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    const bar = box.querySelector("progress");
    bar.max = Math.max(now.total, 1);
    bar.value = now.done;
    for (const cell of box.querySelectorAll("[data-count]")) {
      cell.textContent = now.counts[cell.dataset.count] ?? 0;
    }
    box.querySelector("[data-words]").textContent = now.words;
    if (now.ended) source.close();
  });
}
