// The phone in the browser. One rule: the display is what the server's event stream says; this
// module sends what the citizen does and draws what comes back. Text is set as text, never as HTML.

const $ = (id) => document.getElementById(id);
const phoneEl = $("phone"), log = $("log"), keys = $("keys"), say = $("say"), status = $("status");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

let phone = null; // {id, channel}
let stream = null;
let recorder = null;
let typingTimer = 0;
const drawn = new Map(); // bubble id -> element

// --- talking to the server -------------------------------------------------------------------------

async function post(path, body, type = "application/json") {
  const sent = body instanceof Blob ? body : JSON.stringify(body);
  const answer = await fetch(path, { method: "POST", body: sent, headers: { "content-type": type } });
  if (answer.status === 404 && phone) {
    tell("This phone has been forgotten. Choose New phone.");
  } else if (answer.status === 413) {
    tell("Not sent: at most 16 MB.");
  } else if (!answer.ok) {
    const detail = await answer.json().catch(() => ({}));
    tell(detail.webhook ? `The bot answered its webhook with ${detail.webhook}.` : `Not sent (${answer.status}).`);
  }
  return answer;
}

async function act(what) {
  await ready();
  if (phone) await post(`/sim/phones/${phone.id}/acts`, what);
}

async function sendFile(file, kind) {
  await ready();
  if (!phone) return;
  const name = encodeURIComponent(file.name || "");
  const type = (file.type || "application/octet-stream").split(";")[0];
  await post(`/sim/phones/${phone.id}/files?kind=${kind}&name=${name}`, file, type);
}

// One after the other: a choice made while a phone is on its way counts for the next one.
let opening = Promise.resolve();
function open() {
  opening = opening.then(reallyOpen, reallyOpen);
  return opening;
}

async function ready() {
  await opening;
  if (!phone) await open();
}

async function reallyOpen() {
  const setup = new FormData($("setup"));
  const wanted = { channel: setup.get("channel"), locale: setup.get("locale"), mode: setup.get("mode") };
  if (!wanted.channel) { tell("No phone can be simulated: real accounts are configured."); return; }
  stream?.close();
  phone = null;
  clear(wanted);
  const answer = await post("/sim/phones", wanted);
  if (!answer.ok) return;
  phone = await answer.json();
  sessionStorage.setItem("phone", JSON.stringify({ ...wanted, id: phone.id }));
  listen();
}

function listen(after = 0) {
  stream = new EventSource(`/sim/phones/${phone.id}/events?after=${after}`);
  stream.onmessage = (event) => draw(JSON.parse(event.data));
  stream.onopen = () => { if (phone.channel !== "voice") presence("online"); };
  stream.onerror = () => presence("connecting…");
}

// --- drawing ---------------------------------------------------------------------------------------

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function clear(wanted) {
  phoneEl.dataset.channel = wanted.channel;
  log.lang = say.lang = keys.lang = wanted.locale.split("@")[0];
  drawn.clear();
  keys.hidden = true;
  keys.replaceChildren();
  $("block").textContent = "Block the bot";
  $("block").dataset.on = "";
  const voice = wanted.channel === "voice";
  $("pad").hidden = !voice;
  more.parentElement.hidden = voice;
  say.placeholder = voice ? "Say something" : "Message";
  onCall({ on: false, pressed: "" });
  for (const id of ["photo", "photo-example", "record", "voice-example", "place"]) $(id).hidden = wanted.channel === "sms";
  log.replaceChildren($("start") ?? make("p", "day", "Write a message to begin, or choose an example."));
}

function presence(text) { $("presence").textContent = text; }
function tell(text) { status.textContent = text; presence(text); }

function draw(bubble) {
  if (bubble.typing) { typing(); return; }
  if (bubble.call) { onCall(bubble.call); return; }
  if (!bubble.by) return;
  if (bubble.by === "bot" && phone.channel !== "voice") stopTyping();
  const near = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const fresh = render(bubble);
  const old = drawn.get(bubble.id);
  if (old) {
    // A change of ticks only: the rest stays, so that a screen reader does not read it again.
    if (sameBody(old.bubble, bubble)) { ticks(old.node, bubble.status); old.bubble = bubble; return; }
    old.node.replaceWith(fresh);
  } else {
    log.append(fresh);
    if (!calm.matches) fresh.classList.add("arrives");
  }
  drawn.set(bubble.id, { node: fresh, bubble });
  if (bubble.by === "me") { keys.hidden = true; keys.replaceChildren(); }
  if (bubble.keyboard?.style === "keys") replyKeys(bubble.keyboard.rows);
  if (near || bubble.by === "me") toEnd();
}

function toEnd() { log.scrollTop = log.scrollHeight; }

const sameBody = (a, b) => a.text === b.text && a.media?.file === b.media?.file && a.tapped === b.tapped &&
  JSON.stringify(a.keyboard) === JSON.stringify(b.keyboard);

function render(bubble) {
  const node = make("article", `bubble ${bubble.by}`);
  node.append(make("span", "sr", bubble.by === "me" ? "You:" : "Bot:"));
  const body = make("div", "body");
  if (bubble.media) body.append(medium(bubble.media, bubble.text));
  if (bubble.text) body.append(make("p", "text", bubble.text));
  if (bubble.place) body.append(pin(bubble.place));
  if (bubble.card) body.append(make("p", "text", `👤 ${bubble.card}`));
  const foot = make("span", "foot");
  const time = make("time", "", clock(bubble.at));
  time.dateTime = new Date(bubble.at * 1000).toISOString();
  foot.append(time, make("span", "tick"));
  body.append(foot);
  node.append(body);
  ticks(node, bubble.by === "me" ? "read" : undefined);
  if (bubble.keyboard && bubble.keyboard.style !== "keys") node.append(keyboard(bubble));
  return node;
}

function ticks(node, state) {
  const mark = node.querySelector(".tick");
  if (!node.classList.contains("me") || !state) return;
  mark.textContent = "✓✓";
  mark.setAttribute("aria-hidden", "true");
}

function clock(at) {
  const when = new Date(at * 1000);
  return `${String(when.getHours()).padStart(2, "0")}.${String(when.getMinutes()).padStart(2, "0")}`;
}

function medium(media, caption) {
  const url = `/sim/phones/${phone.id}/files/${encodeURIComponent(media.file)}`;
  if (media.kind === "image") {
    const picture = make("img", "picture");
    picture.src = url;
    picture.alt = caption || "Photo";
    picture.addEventListener("load", toEnd);
    picture.addEventListener("error", () => picture.replaceWith(make("p", "text", "📷 Photo")));
    return picture;
  }
  if (media.kind === "voice") {
    const player = make("audio", "player");
    player.controls = true;
    player.preload = "metadata";
    player.src = url;
    player.setAttribute("aria-label", caption ? `Voice note: ${caption}` : "Voice note");
    return player;
  }
  const link = make("a", "file", `📄 ${media.name || "File"}`);
  link.href = url;
  link.download = media.name || "";
  return link;
}

function pin([latitude, longitude]) {
  const box = make("p", "pin");
  box.append(make("span", "map"), make("span", "", `📍 ${latitude.toFixed(4)}, ${longitude.toFixed(4)}`));
  return box;
}

function keyboard(bubble) {
  const { style, rows, open: label } = bubble.keyboard;
  const box = make("div", `keyboard ${style}`);
  box.lang = log.lang;
  let holder = box;
  if (style === "list") {
    const fold = make("details");
    fold.append(make("summary", "", label || "…"));
    box.append(fold);
    holder = fold;
  }
  for (const row of rows) {
    const line = make("div", "row");
    for (const key of row) {
      const button = make("button", "key");
      button.type = "button";
      button.append(make("span", "", key.label));
      if (key.description) button.append(make("small", "", key.description));
      if (bubble.tapped === key.value) button.classList.add("tapped");
      button.addEventListener("click", () => {
        if (style === "list") holder.open = false;
        act({ bubble: bubble.id, value: key.value });
        // Where a finger taps, the message field would open the keyboard over the answer.
        if (matchMedia("(pointer: fine)").matches) say.focus();
        else log.focus({ preventScroll: true });
      });
      line.append(button);
    }
    holder.append(line);
  }
  return box;
}

function replyKeys(rows) {
  keys.replaceChildren();
  for (const row of rows) {
    const line = make("div", "row");
    for (const key of row) {
      const button = make("button", "key", key.label);
      button.type = "button";
      button.addEventListener("click", () => {
        if (key.asks === "location") sendPlace();
        else if (key.asks === "contact") act({ contact: true });
        else act({ text: key.label });
        say.focus();
      });
      line.append(button);
    }
    keys.append(line);
  }
  keys.hidden = false;
}

function onCall({ on, pressed }) {
  $("ring").textContent = on ? "Hang up" : "Call";
  $("ring").classList.toggle("on", on);
  $("pressed").textContent = pressed;
  const voice = phoneEl.dataset.channel === "voice";
  for (const key of document.querySelectorAll(".digit, #silent")) key.disabled = !on;
  say.disabled = $("send").disabled = voice && !on;
  if (voice) presence(on ? "on the phone" : "not called");
}

function typing() {
  presence("typing…");
  phoneEl.classList.add("typing");
  clearTimeout(typingTimer);
  typingTimer = setTimeout(stopTyping, 5000);
}

function stopTyping() {
  clearTimeout(typingTimer);
  phoneEl.classList.remove("typing");
  presence("online");
}

// --- what the citizen does -------------------------------------------------------------------------

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = say.value;
  if (!text.trim()) return;
  say.value = "";
  grow();
  act({ text });
});

say.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("form").requestSubmit();
  }
});

function grow() {
  say.style.height = "auto";
  say.style.height = `${Math.min(say.scrollHeight, 120)}px`;
}
say.addEventListener("input", grow);

const sheet = $("sheet"), more = $("more");
function unfold(shown) {
  sheet.hidden = !shown;
  more.setAttribute("aria-expanded", String(shown));
  if (shown) sheet.querySelector("button:not([hidden])")?.focus();
}
more.addEventListener("click", () => unfold(sheet.hidden));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.hidden) { unfold(false); more.focus(); }
});
document.addEventListener("click", (event) => {
  if (!sheet.hidden && !event.target.closest(".attach")) unfold(false);
});
sheet.addEventListener("click", (event) => {
  if (event.target.id !== "record") { unfold(false); more.focus(); }
});

$("photo").addEventListener("click", () => $("pick").click());
$("pick").addEventListener("change", async () => {
  const file = $("pick").files[0];
  $("pick").value = "";
  if (!file) return;
  const kind = file.type.startsWith("image/") ? "image" : file.type.startsWith("audio/") ? "voice" : "document";
  await sendFile(file, kind);
});

$("photo-example").addEventListener("click", () => {
  const canvas = make("canvas");
  canvas.width = 1024;
  canvas.height = 768;
  const pen = canvas.getContext("2d");
  const sky = pen.createLinearGradient(0, 0, 0, 768);
  sky.addColorStop(0, "#8fd0ff");
  sky.addColorStop(1, "#f7e9c8");
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 1024, 768);
  const shapes = [["#5c8a3a", 0, 560, 1024, 208], ["#d8b98a", 280, 320, 460, 280], ["#6b4a2f", 450, 430, 110, 170],
    ["#f3f7fa", 320, 400, 90, 90], ["#f3f7fa", 610, 400, 90, 90]];
  for (const [colour, ...box] of shapes) { pen.fillStyle = colour; pen.fillRect(...box); }
  pen.fillStyle = "#a5442d";
  pen.beginPath();
  pen.moveTo(230, 330);
  pen.lineTo(510, 170);
  pen.lineTo(790, 330);
  pen.fill();
  canvas.toBlob((blob) => sendFile(new File([blob], "rumah.jpg", { type: "image/jpeg" }), "image"), "image/jpeg", 0.85);
});

$("voice-example").addEventListener("click", async () => {
  const blob = await (await fetch("/static/voice-note.ogg")).blob();
  await sendFile(new File([blob], "suara.ogg", { type: "audio/ogg" }), "voice");
});

$("record").addEventListener("click", async () => {
  if (recorder) { recorder.stop(); return; }
  try {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    const type = ["audio/ogg;codecs=opus", "audio/mp4", "audio/webm;codecs=opus"].find((t) => MediaRecorder.isTypeSupported(t));
    const parts = [];
    recorder = new MediaRecorder(sound, { mimeType: type, audioBitsPerSecond: 16000 });
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
      sound.getTracks().forEach((track) => track.stop());
      recorder = null;
      $("record").textContent = "Record a voice note";
      unfold(false);
      const plain = type.split(";")[0];
      sendFile(new File(parts, "suara", { type: plain }), "voice");
    };
    recorder.start();
    $("record").textContent = "Stop and send";
    tell("Recording.");
  } catch {
    tell("No microphone here. Use the example voice note.");
    unfold(false);
  }
});

// Kantor desa in Jonggol, Bogor: where no place is known, or none is given.
const SOMEWHERE = [-6.4656, 107.0631];
function sendPlace() {
  const answered = (place) => act({ place });
  if (!navigator.geolocation) { answered(SOMEWHERE); return; }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => answered([coords.latitude, coords.longitude]), () => answered(SOMEWHERE), { timeout: 3000 });
}
$("place").addEventListener("click", sendPlace);

$("block").addEventListener("click", async () => {
  const blocked = $("block").dataset.on !== "1";
  $("block").dataset.on = blocked ? "1" : "";
  $("block").textContent = blocked ? "Unblock the bot" : "Block the bot";
  await act({ block: blocked });
  presence(blocked ? "blocked" : "online");
});

$("ring").addEventListener("click", () => act({ call: !$("ring").classList.contains("on") }));
$("silent").addEventListener("click", () => act({ key: "" }));
for (const digit of document.querySelectorAll(".digit")) {
  digit.addEventListener("click", () => act({ key: digit.dataset.key }));
}

for (const example of document.querySelectorAll(".try")) {
  example.addEventListener("click", async () => {
    const caller = phoneEl.dataset.channel === "voice";
    if (caller && !$("ring").classList.contains("on")) await act({ call: true });
    await act({ text: example.dataset.words });
    say.focus();
  });
}

$("setup").addEventListener("submit", (event) => { event.preventDefault(); open(); say.focus(); });
$("setup").addEventListener("change", () => { open(); });

function tickClock() { $("clock").textContent = clock(Date.now() / 1000); }
tickClock();
setInterval(tickClock, 20000);

// A reload keeps the phone of this tab, if the server still knows it.
async function resume() {
  const kept = JSON.parse(sessionStorage.getItem("phone") ?? "null");
  if (!kept) return reallyOpen();
  const known = await fetch(`/sim/phones/${kept.id}`, { method: "GET" });
  if (!known.ok) return reallyOpen();
  for (const name of ["locale", "mode"]) $("setup").elements[name].value = kept[name];
  for (const radio of $("setup").elements.channel) radio.checked = radio.value === kept.channel;
  clear(kept);
  phone = { id: kept.id, channel: kept.channel };
  listen();
}
opening = resume();
