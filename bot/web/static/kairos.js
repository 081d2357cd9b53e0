"use strict";
/* The playground's page: sends what a person does, shows what comes back. The server makes all HTML and escapes it. */

const AGAIN = 3000; // milliseconds between two looks for new messages
const NEAR = 40; // so few characters left are worth saying
const said = document.body.dataset;
const sheet = document.getElementById("sheet");
const keys = new WeakMap();
let asked = 0;
let shown = 0;
let missed = 0;
let fresh = 0;
let sheetTitle = "";
let pressedOn = null;

/** What the server answered with, when it could not do what it was asked. */
class Trouble extends Error {}

// ------------------------------------------------------------------------------------------------ the server

/** Where a request goes: every answer carries the places as these two people see them. */
function address(path) {
  const query = new URLSearchParams({ rep: person("rep"), manager: person("manager") });
  return `${path}?${query}`;
}

/** Send an act and show the places as they are then. Throws Trouble with a sentence for the person. */
async function act(path, body) {
  let answer;
  try {
    const response = await fetch(address(path), {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    answer = { ok: response.ok, ...(await response.json()) };
  } catch {
    throw new Trouble(said.unreachable);
  }
  if (!answer.ok) throw new Trouble(answer.problem);
  show(answer.look, ++asked, true); // newer than any look that was begun meanwhile: it shows what was done
  return answer;
}

/** Look for what is new, without an act. */
async function look() {
  const mine = ++asked;
  try {
    const response = await fetch(address("/look"));
    if (!response.ok) throw new Trouble("");
    show(await response.json(), mine);
    missed = 0;
  } catch {
    missed += 1;
  }
  document.getElementById("offline").hidden = missed < 2;
}

async function keepLooking() {
  if (!document.hidden) await look();
  setTimeout(keepLooking, AGAIN);
}

/** The key under which an act counts once: one for each opened page or pressed button, kept when it is tried again. */
function keyOf(holder) {
  if (!keys.has(holder)) keys.set(holder, crypto.randomUUID());
  return keys.get(holder);
}

// ----------------------------------------------------------------------------------------------- the places

function place(name) {
  return document.getElementById(`place-${name}`);
}

function person(name) {
  return place(name).dataset.person;
}

/** Who acts in a place: in the team's channel it is the rep who is played. */
function actor(section) {
  return section.dataset.person ?? person("rep");
}

/** Bring the places up to a look. An older one than what is shown changes nothing. */
function show(answer, mine, acted = false) {
  if (mine < shown) return;
  shown = mine;
  for (const [name, stands] of Object.entries(answer.places)) showPlace(place(name), stands, acted);
}

/** The time where whoever reads a place is. */
function showClock(holder, clock) {
  holder.querySelector("time").dateTime = clock.iso;
  holder.querySelectorAll("[data-part]").forEach((part) => { part.textContent = clock[part.dataset.part]; });
}

function showPlace(section, stands, acted) {
  showClock(section.querySelector("[data-now]"), stands.clock);
  const log = section.querySelector("[data-log]");
  const scroll = section.querySelector("[data-scroll]");
  const rests = Math.abs(scroll.scrollTop - Number(scroll.dataset.put)) < 2; // nobody has scrolled since
  const before = new Map([...log.children].map((item) => [item.dataset.mark, item]));
  const arrived = [];
  stands.posts.forEach((post, at) => {
    let item = before.get(post.mark);
    before.delete(post.mark);
    if (!item) {
      item = document.createElement("li");
      item.dataset.mark = post.mark;
      item.className = post.own;
      if (post.mark !== "empty") arrived.push([item, post]);
    }
    if (item.dataset.tag !== post.tag) fill(item, post);
    if (log.children[at] !== item) log.insertBefore(item, log.children[at] ?? null);
  });
  before.forEach((item) => item.remove());
  showUnfinished(section, stands.unfinished);
  if (section.dataset.seen === reader(section)) announce(section, arrived);
  const first = section.dataset.seen !== reader(section);
  section.dataset.seen = reader(section);
  if (first || rests || (acted && arrived.length)) toEnd(scroll, first ? null : arrived[0]?.[0] ?? log.lastElementChild);
}

/** Whose messages a place shows. */
function reader(section) {
  return section.dataset.person ?? "team";
}

/** Put HTML into a message; a button in it that had the focus keeps it. */
function fill(item, post) {
  const held = item.contains(document.activeElement) ? document.activeElement.dataset.act : undefined;
  item.dataset.tag = post.tag;
  item.innerHTML = post.html;
  if (held !== undefined) item.querySelector(`[data-act="${held}"], button`)?.focus();
}

/** The newest message in sight: its end, or its beginning where it is taller than the place. */
function toEnd(scroll, item) {
  scroll.scrollTop = scroll.scrollHeight;
  const above = item ? scroll.getBoundingClientRect().top - item.getBoundingClientRect().top : 0;
  if (above > 0) scroll.scrollTop -= above + 8;
  scroll.dataset.put = String(scroll.scrollTop);
}

function showUnfinished(section, html) {
  const holder = section.querySelector("[data-unfinished]");
  if (holder && holder.dataset.html !== html) {
    holder.dataset.html = html;
    holder.innerHTML = html;
  }
}

/** Say what arrived, mark a place that is out of sight, and count it in the title. */
function announce(section, arrived) {
  const heard = arrived.filter(([, post]) => !post.own);
  arrived.forEach(([item]) => item.classList.add("arrived"));
  if (!heard.length) return;
  const label = section.querySelector("h2").textContent;
  const texts = heard.map(([, post]) => post.says).join(" ");
  document.getElementById("announce").textContent = said.new.replace("{place}", label).replace("{text}", texts);
  if (section.offsetParent === null) {
    const mark = document.querySelector(`[data-tab="${section.dataset.place}"] [data-fresh]`);
    mark.textContent = String(Number(mark.textContent) + heard.length);
    mark.hidden = false;
    heard.forEach(([item]) => item.classList.add("unread"));
  }
  if (document.hidden) fresh += heard.length;
  title();
}

function title() {
  const tab = document.querySelector(`[data-tab="${said.place}"] [data-label]`);
  const where = sheet.open && sheetTitle ? sheetTitle : tab.textContent;
  const count = fresh ? said.many.replace("{count}", String(fresh)) : "";
  document.title = `${count}${where} · ${said.coach}`;
}

function goTo(name) {
  said.place = name;
  document.querySelectorAll("[data-tab]").forEach((tab) => {
    if (tab.dataset.tab === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  });
  const mark = document.querySelector(`[data-tab="${name}"] [data-fresh]`);
  mark.textContent = "";
  mark.hidden = true;
  const unread = place(name).querySelectorAll("[data-log] > .unread");
  unread.forEach((item) => item.classList.remove("unread"));
  toEnd(place(name).querySelector("[data-scroll]"), unread[0] ?? null); // a long digest is read from its beginning
  title();
}

/** Somebody else sits down at a chat. */
async function become(name, id) {
  place(name).dataset.person = id;
  const query = new URLSearchParams({ rep: person("rep"), manager: person("manager") });
  history.replaceState(null, "", `?${query}`);
  await look();
}

// ------------------------------------------------------------------------------------------- what one does

/** Do one thing at a time in a part of the page; a second press while it runs does nothing. */
async function once(holder, doing) {
  if (holder.getAttribute("aria-busy") === "true") return;
  const note = (holder.closest(".place, .sheet") ?? place(said.place)).querySelector("[data-trouble]");
  const buttons = holder.querySelectorAll(".button");
  holder.setAttribute("aria-busy", "true");
  buttons.forEach((button) => button.setAttribute("aria-disabled", "true"));
  try {
    if (note) note.textContent = "";
    await doing();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (note?.isConnected) note.textContent = error.message;
  } finally {
    holder.removeAttribute("aria-busy");
    buttons.forEach((button) => button.removeAttribute("aria-disabled"));
  }
}

/** Say a command in a chat; the words stay in the line until the coach has heard them. */
function say(section, text) {
  const composer = section.querySelector("[data-composer]");
  if (composer.dataset.tried !== text) keys.delete(composer);
  composer.dataset.tried = text;
  return once(composer, async () => {
    const answer = await act("/say", { as: section.dataset.person, key: keyOf(composer), text });
    keys.delete(composer);
    if (composer.elements.text.value === text) composer.reset();
    open(answer.sheet, section);
  });
}

/** Press a button, in a chat or on the opened page. */
function press(button) {
  const inSheet = sheet.contains(button);
  const section = inSheet ? place(sheet.dataset.from) : button.closest(".place");
  const holder = inSheet ? sheet.firstElementChild : section.querySelector("[data-composer]") ?? section;
  return once(holder, async () => {
    const body = { as: actor(section), key: keyOf(inSheet ? holder : button), act: button.dataset.act, ref: button.dataset.ref ?? "" };
    const answer = await act("/press", body);
    keys.delete(button);
    if (answer.sheet) open(answer.sheet, section);
    else shut();
  });
}

/** What stands in a form: for each of its questions the values, none where it was left out. */
function values(form) {
  const data = new FormData(form);
  const names = [...form.querySelectorAll("[data-field]")].map((field) => field.dataset.field);
  return Object.fromEntries(names.map((name) => [name, data.getAll(name)]));
}

function filled(form, section) {
  const holder = form.closest(".sheet") ?? form;
  const { act: what, ref, page } = form.dataset;
  return { as: actor(section), key: keyOf(holder), act: what, ref, page, values: values(form) };
}

function submit(form) {
  const section = sheet.contains(form) ? place(sheet.dataset.from) : form.closest(".place");
  return once(form.closest(".sheet") ?? form, async () => {
    const answer = await act("/submit", filled(form, section));
    keys.delete(form);
    if (answer.sheet) open(answer.sheet, section);
    else shut();
  });
}

async function jump(button) {
  await once(document.querySelector(".clock"), async () => {
    await act("/clock", { as: person("rep"), key: crypto.randomUUID(), to: button.dataset.jumpTo });
  });
  toggleClock(false);
  if (button.offsetParent === null) document.getElementById("clock-toggle").focus(); // it has just gone
}

function toggleClock(to) {
  const toggle = document.getElementById("clock-toggle");
  const opens = to ?? toggle.getAttribute("aria-expanded") !== "true";
  toggle.setAttribute("aria-expanded", String(opens));
  document.getElementById("jumps").classList.toggle("open", opens);
}

// ------------------------------------------------------------------------------------------- the opened page

/** Open a page over the places, or put the next one in its stead. */
function open(page, section) {
  if (!page) return;
  sheet.innerHTML = page.html;
  sheet.dataset.from = section.dataset.place;
  delete sheet.dataset.unkept;
  sheetTitle = page.title;
  const form = sheet.querySelector("[data-form]");
  if (form) form.dataset.begun = JSON.stringify(values(form));
  if (!sheet.open) sheet.showModal();
  sheet.querySelector("[data-focus]")?.focus();
  title();
}

/** Close without a word: the page has done what it was for. */
function shut() {
  if (!sheet.open) return;
  sheet.replaceChildren();
  sheet.close();
}

/** The page was closed: what was typed on it is kept. If that cannot be done it comes back, once. */
async function closed() {
  if (sheet.open) return;
  const form = sheet.querySelector("[data-form]");
  title();
  const typed = form && form.dataset.act === "answer" && JSON.stringify(values(form)) !== form.dataset.begun;
  if (!typed || sheet.dataset.unkept) {
    sheet.replaceChildren();
    if (!typed) look();
    return;
  }
  const section = place(sheet.dataset.from);
  try {
    await act("/close", filled(form, section));
    if (!sheet.open) sheet.replaceChildren();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    sheet.dataset.unkept = "yes";
    sheet.showModal();
    sheet.querySelector("[data-trouble]").textContent = `${error.message} ${said.notKept}`;
    title();
  }
}

/** Say how many characters are left, where that is worth saying. */
function count(text) {
  const note = document.getElementById(`${text.id}-count`);
  if (!note) return;
  const left = Number(text.dataset.most) - [...text.value.trim()].length;
  note.hidden = left > NEAR;
  note.classList.toggle("over", left < 0);
  note.textContent = (left < 0 ? said.over : said.left).replace("{count}", String(Math.abs(left)));
}

/** "Nothing yet" goes with no other choice. */
function standAlone(box) {
  if (!box.checked || box.type !== "checkbox") return;
  const group = [...box.closest("fieldset").querySelectorAll("input")];
  group.filter((other) => other !== box && (box.dataset.alone !== undefined || other.dataset.alone !== undefined))
    .forEach((other) => { other.checked = false; });
}

/** An answer that was looked at again is no longer marked as wrong. */
function settle(box) {
  const field = box.closest(".wrong");
  if (!field) return;
  field.classList.remove("wrong");
  field.querySelector(".field-problem").hidden = true;
  [field, ...field.querySelectorAll("[aria-invalid]")].forEach((each) => each.removeAttribute("aria-invalid"));
}

function clear(button) {
  const group = button.closest("fieldset");
  group.querySelectorAll("input").forEach((box) => { box.checked = false; });
  group.querySelector("input").focus();
}

/** From the summary of problems to the answer it speaks of. */
function jumpTo(id) {
  const field = document.getElementById(id);
  const box = field.matches("input, textarea, select") ? field : field.querySelector("input:checked, input, select");
  box.focus();
  box.scrollIntoView({ block: "center" });
}

// ------------------------------------------------------------------------------------------------- listening

document.addEventListener("click", (event) => {
  const hit = (selector) => event.target.closest?.(selector);
  if (!hit(".clock")) toggleClock(false);
  if (hit("[data-press]")) press(hit("[data-press]"));
  else if (hit("[data-say]")) say(hit(".place"), hit("[data-say]").dataset.say);
  else if (hit("[data-tab]")) goTo(hit("[data-tab]").dataset.tab);
  else if (hit("[data-jump-to]")) jump(hit("[data-jump-to]"));
  else if (hit("#clock-toggle")) toggleClock();
  else if (hit("[data-clear]")) clear(hit("[data-clear]"));
  else if (hit("[data-close]") || (event.target === sheet && pressedOn === sheet && sheet.open)) sheet.close();
  else if (hit("[data-jump]")) {
    event.preventDefault();
    jumpTo(hit("[data-jump]").dataset.jump);
  }
});

document.addEventListener("pointerdown", (event) => {
  pressedOn = event.target; // a text that is marked beyond the edge of the page does not close it
});

document.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches("[data-form]")) submit(form);
  else if (form.elements.text.value.trim()) say(form.closest(".place"), form.elements.text.value);
});

document.addEventListener("input", (event) => {
  if (event.target.dataset.most) count(event.target);
  if (event.target.closest("[data-field]")) settle(event.target);
});

document.addEventListener("change", (event) => {
  if (event.target.dataset.who) become(event.target.dataset.who, event.target.value);
  else if (event.target.closest("fieldset")) standAlone(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") toggleClock(false);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form?.requestSubmit();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  fresh = 0;
  title();
  look();
});

sheet.addEventListener("close", closed);

document.querySelectorAll("[data-unfinished]").forEach((holder) => { holder.dataset.html = holder.innerHTML; });
document.querySelectorAll(".place").forEach((section) => {
  section.dataset.seen = reader(section);
  toEnd(section.querySelector("[data-scroll]"), null);
});
title();
keepLooking();
