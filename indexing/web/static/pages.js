// What pages gain where scripts run. All of it works without this file, and nothing here asks another host.
"use strict";

const KEYS_OFF = "presswatch-keys-off";

// Suggestions: names, sources and topics that begin like the last word, put in as a clause.
function suggest(box) {
  const list = document.createElement("datalist");
  list.id = `${box.id}-suggested`;
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    const word = box.value.match(/[\p{L}\p{N}'’.-]{3,}$/u);
    if (!word) return;
    const before = box.value.slice(0, word.index);
    waiting = setTimeout(async () => {
      const answer = await ask(`${box.dataset.suggest}?q=${encodeURIComponent(word[0])}&limit=8`);
      if (!answer || !box.value.endsWith(word[0])) return;
      list.replaceChildren(...answer.map((one) => {
        const option = document.createElement("option");
        option.value = before + one.clause;
        option.label = `${one.name} (${[one.type, one.articles].filter((part) => part !== undefined && part !== "").join(", ")})`;
        return option;
      }));
    }, 200);
  });
}

async function ask(address, as = "json") {
  try {
    const answer = await fetch(address, { headers: { Accept: as === "json" ? "application/json" : "text/html" } });
    return answer.ok || as === "text" ? await answer[as]() : null;
  } catch {
    return null; // without an answer the page stays as it is
  }
}

// The back-test of the alert editor, 400 ms after the last key.
function tryWhileTyping(form) {
  const shown = () => document.getElementById("backtest");
  let waiting = 0;
  let asked = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const fields = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (!["form_key", "more_to"].includes(name) && typeof value === "string" && value) fields.append(name, value);
      }
      const mine = ++asked;
      shown()?.setAttribute("aria-busy", "true");
      const text = await ask(`${form.dataset.backtest}?${fields}`, "text");
      if (mine !== asked) return; // a later key asked again
      shown()?.removeAttribute("aria-busy");
      if (!text || !shown()) return;
      form.querySelectorAll("[data-tried]").forEach((old) => old.remove()); // of what was typed before
      shown().innerHTML = text; // our own server's, escaped there
    }, 400);
  });
}

// Single keys: j and k walk the rows, o opens, v the original, e explains, / searches.
function keys() {
  const rows = [...document.querySelectorAll("article.row")];
  let at = -1;
  const go = (step) => {
    if (!rows.length) return;
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    link("a")?.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };
  const link = (which) => rows[at]?.querySelector(which);
  const doing = {
    j: () => go(1),
    k: () => go(-1),
    o: () => link("h2 a, h3 a")?.click(),
    v: () => link('a[rel~="noopener"]')?.click(),
    e: () => link('a[href^="/explain"]')?.click(),
    "/": () => (document.getElementById("q") || { focus: () => location.assign("/search") }).focus(),
    "?": () => location.assign("/help#keys"),
  };
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("article.row");
    if (row) at = rows.indexOf(row);
  });
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, textarea, select, [contenteditable]");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(KEYS_OFF)) return;
    if (doing[event.key]) {
      event.preventDefault();
      doing[event.key]();
    }
  });
}

function keysSwitch(button) {
  const tell = () => {
    const off = Boolean(localStorage.getItem(KEYS_OFF));
    button.textContent = off ? "Turn single keys on" : "Turn single keys off";
    button.setAttribute("aria-pressed", String(off));
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    if (localStorage.getItem(KEYS_OFF)) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
    tell();
  });
  tell();
}

// Links that are for sending on can be copied.
function copying(link) {
  if (!navigator.clipboard) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = `Copy ${link.textContent} link`;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.href);
    button.textContent = "Copied";
  });
  link.after(" ", button);
}

document.querySelectorAll("[data-suggest]").forEach(suggest);
document.querySelectorAll("form[data-backtest]").forEach(tryWhileTyping);
document.querySelectorAll("a[data-copy]").forEach(copying);
const keysButton = document.getElementById("keys-switch");
if (keysButton) keysSwitch(keysButton);
keys();
