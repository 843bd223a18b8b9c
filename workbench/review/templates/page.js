"use strict";
// Everything shown is put in as text, never as markup.
(() => {
  const $ = (id) => document.getElementById(id);
  const SYMBOLS = { confirmed: "✓", contradicted: "✗", "other-version": "≠", ambiguous: "?", undecided: "~", uncheckable: "–", failed: "!" };
  const number = new Intl.NumberFormat("en");

  function make(tag, attributes, ...children) {
    const found = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "text") found.textContent = value;
      else if (name.startsWith("on")) found.addEventListener(name.slice(2), value);
      else found.setAttribute(name, value === true ? "" : value);
    }
    found.append(...children.filter((one) => one !== null && one !== undefined));
    return found;
  }

  let fading = 0;
  function say(text, quiet) {
    const status = $("status");
    status.textContent = text;
    status.classList.toggle("quiet", Boolean(quiet));
    status.classList.add("shown");
    clearTimeout(fading);
    fading = setTimeout(() => status.classList.remove("shown"), 3500);
  }

  const typing = (target) => target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && target.type !== "checkbox";
  const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey);

  function help() {
    const box = $("help");
    if (box && !box.open) box.showModal();
  }
  document.addEventListener("click", (event) => {
    const asked = event.target instanceof Element ? event.target.closest("[data-do=help]") : null;
    if (asked) help();
  });

  const rows = [...document.querySelectorAll("a.row")];
  if (!$("data")) {
    document.addEventListener("keydown", (event) => {
      if (!plain(event) || typing(event.target)) return;
      const at = rows.indexOf(document.activeElement);
      if (event.key === "?") help();
      else if (event.key === "j" && rows.length) rows[Math.min(at + 1, rows.length - 1)].focus();
      else if (event.key === "k" && rows.length) rows[Math.max(at - 1, 0)].focus();
      else return;
      event.preventDefault();
    });
    return;
  }

  const data = JSON.parse($("data").textContent);
  const claims = data.claims;
  const byId = new Map(claims.map((one, at) => [one.id, at]));
  const items = new Map();
  const STEP = 200;
  let drawn = 0; // how many of the shown ones are in the list by now
  let shown = claims.map((_, at) => at);
  let current = -1;

  // --- opinions -------------------------------------------------------------------------------

  const mine = { key: `workbench-review ${data.run} ${data.number}`, kept: [] };
  if (!data.live) {
    try { mine.kept = JSON.parse(localStorage.getItem(mine.key)) || []; } catch { mine.kept = []; }
    if (!Array.isArray(mine.kept)) mine.kept = [];
    for (const one of mine.kept) {
      const claim = claims[byId.get(one.claim)];
      if (claim) take(claim, one);
    }
  }

  function take(claim, one) {
    const now = one.verdict_hash === claim.hash;
    claim.reviews.push({ opinion: one.opinion, note: one.note, author: one.author, time: one.time, current: now });
    if (now && one.opinion !== "note") claim.open = false;
  }

  async function keep(claim, opinion, note) {
    if (data.live) {
      const answer = await fetch("/review", {
        method: "POST", headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ run: data.run, claim: claim.id, hash: claim.hash, opinion, note }),
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error || "it was not kept");
      claim.reviews = told.reviews;
      claim.open = told.open;
      return;
    }
    const one = {
      schema: "workbench/reviews/1", run: data.run, claim: claim.id, verdict_hash: claim.hash, opinion, note,
      author: data.author, time: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    };
    mine.kept.push(one);
    try { localStorage.setItem(mine.key, JSON.stringify(mine.kept)); } catch { /* private mode: the download has it */ }
    take(claim, one);
  }

  function download() {
    if (!mine.kept.length) { say("There is no review of yours to download yet."); return; }
    const text = mine.kept.map((one) => JSON.stringify(one)).join("\n") + "\n";
    const address = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
    const link = make("a", { href: address, download: `reviews-${data.run}.jsonl` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    say(`workbench review --import reviews-${data.run}.jsonl merges them.`);
  }

  let busy = false;
  async function opine(opinion) {
    const claim = claims[current];
    const note = $("note").value.trim();
    if (!claim || !claim.hash || busy) return;
    if (opinion === "note" && !note) { $("note").focus(); say("Write the note first."); return; }
    busy = true;
    try {
      await keep(claim, opinion, note);
      $("note").value = "";
      mark(current);
      progress();
      if (opinion === "note") { detail(); say("The note is kept."); } else {
        say(`Kept: ${opinion === "agree" ? "you agree" : "the tool is wrong"}.`);
        onward();
      }
    } catch (error) {
      say(`Not kept: ${error.message}.`);
    } finally { busy = false; }
  }

  function onward() {
    const at = shown.indexOf(current);
    const rest = [...shown.slice(at + 1), ...shown.slice(0, Math.max(at, 0))];
    const next = rest.find((one) => claims[one].open);
    if (next === undefined) { detail(); say("Nothing in this list is left to review."); } else select(next, true);
  }

  // --- claims ---------------------------------------------------------------------------------

  function word(label) {
    return make("span", { class: `v ${label}` }, make("span", { "aria-hidden": "true", text: SYMBOLS[label] || "!" }), ` ${label}`);
  }

  function meta(claim) {
    const last = claim.reviews.filter((one) => one.current && one.opinion !== "note").pop();
    if (last) return last.opinion === "agree" ? "agreed" : "tool is wrong";
    if (claim.open && claim.reviews.some((one) => one.opinion !== "note")) return "changed since its review";
    return claim.open ? "to review" : "";
  }

  function mark(at) {
    if (items.has(at)) items.get(at).querySelector(".meta").textContent = meta(claims[at]);
  }

  function item(at) {
    if (!items.has(at)) {
      const claim = claims[at];
      items.set(at, make("li", { id: `c${at}`, role: "option", "aria-selected": String(at === current) },
        make("span", { class: "meta", text: meta(claim) }), word(claim.label),
        make("small", { text: ` ${claim.kind}${claim.rule ? ` ${claim.rule}` : ""}` }), make("q", { text: claim.quote })));
    }
    return items.get(at);
  }

  // A long list grows as it is looked at: opening it does not wait for its end.
  function grow(to) {
    const more = shown.slice(drawn, to).map((at, place) => {
      const found = item(at);
      found.setAttribute("aria-posinset", drawn + place + 1);
      found.setAttribute("aria-setsize", shown.length);
      return found;
    });
    $("claims").append(...more);
    drawn += more.length;
  }

  function list() {
    const box = $("claims");
    box.addEventListener("click", (event) => {
      const found = event.target.closest("li");
      if (found) select(Number(found.id.slice(1)), false);
    });
    box.addEventListener("scroll", () => {
      if (drawn < shown.length && box.scrollTop + 3 * box.clientHeight > box.scrollHeight) grow(drawn + STEP);
    }, { passive: true });
  }

  function progress() {
    const odd = claims.filter((one) => !["confirmed", "uncheckable", "failed"].includes(one.label));
    const left = odd.filter((one) => one.open).length;
    $("progress").textContent = odd.length ? `${odd.length - left} of ${odd.length} reviewed` : "nothing to review";
  }

  function options(select, values) {
    for (const one of values) select.append(make("option", { value: one, text: one }));
  }

  function filter(first) {
    const wanted = { verdict: $("f-verdict").value, kind: $("f-kind").value, words: $("f-words").value.toLowerCase(), open: $("f-open").checked };
    shown = [];
    claims.forEach((one, at) => {
      const fits = (!wanted.verdict || one.label === wanted.verdict) && (!wanted.kind || one.kind === wanted.kind)
        && (!wanted.open || one.open) && (!wanted.words || `${one.quote} ${one.subject} ${one.rule}`.toLowerCase().includes(wanted.words));
      if (fits) shown.push(at);
    });
    $("claims").replaceChildren();
    drawn = 0;
    grow(STEP);
    $("count").textContent = shown.length === claims.length ? `(${claims.length})` : `(${shown.length} of ${claims.length})`;
    if (!first && !shown.includes(current)) select(shown.length ? shown[0] : -1, false);
    if (!first) remember();
  }

  function remember() {
    const state = new URLSearchParams();
    for (const [name, id] of [["verdict", "f-verdict"], ["kind", "f-kind"], ["words", "f-words"]]) if ($(id).value) state.set(name, $(id).value);
    if ($("f-open").checked) state.set("unreviewed", "1");
    if ($("python").value && $("python").selectedIndex > 0) state.set("python", $("python").value);
    if (claims[current]) state.set("claim", claims[current].id);
    try { history.replaceState(null, "", `#${state}`); } catch { /* a file may not be allowed to */ }
  }

  function recall() {
    if (location.hash.length > 1 && !location.hash.includes("=")) { if (current >= 0) return; } // a place on the page
    const state = new URLSearchParams(location.hash.slice(1));
    $("f-verdict").value = state.get("verdict") || "";
    $("f-kind").value = state.get("kind") || "";
    $("f-words").value = state.get("words") || "";
    $("f-open").checked = state.get("unreviewed") === "1";
    wantedPython = state.get("python") || "";
    filter(true);
    const named = byId.get(state.get("claim"));
    if (named !== undefined && !shown.includes(named)) { for (const id of ["f-verdict", "f-kind", "f-words"]) $(id).value = ""; $("f-open").checked = false; filter(true); }
    const open = shown.find((at) => claims[at].open);
    select(named !== undefined ? named : open !== undefined ? open : shown.length ? shown[0] : -1, true);
  }

  function select(at, scroll) {
    if (items.has(current)) items.get(current).setAttribute("aria-selected", "false");
    current = at;
    if (claims[at]) {
      const place = shown.indexOf(at);
      if (place >= drawn) grow(place + STEP);
      const found = item(at);
      found.setAttribute("aria-selected", "true");
      $("claims").setAttribute("aria-activedescendant", found.id);
      if (scroll) found.scrollIntoView({ block: "nearest" });
    } else $("claims").removeAttribute("aria-activedescendant");
    detail();
    if (claims[at] && claims[at].program !== null && claims[at].program !== undefined && String(claims[at].program) !== $("program").value) {
      $("program").value = String(claims[at].program);
      source();
    }
    light();
    remember();
  }

  function step(by) {
    const at = shown.indexOf(current);
    const next = shown[Math.min(Math.max(at + by, 0), shown.length - 1)];
    if (next !== undefined) select(next, true);
  }

  // --- the verdict ----------------------------------------------------------------------------

  function table(caption, head, body) {
    if (!body.length) return null;
    return make("table", { class: "facts" }, make("caption", { text: caption }),
      make("thead", {}, make("tr", {}, ...head.map((one) => make("th", { scope: "col", text: one })))), make("tbody", {}, ...body));
  }

  function context(claim) {
    if (!claim.context.length) return make("p", { class: "note", text: "The document is not there any more; its quote is:" }, make("q", { text: claim.quote }));
    const block = make("pre", { class: "context" });
    for (const [line, before, quote, after] of claim.context) {
      block.append(make("span", { class: "ln", text: `${line} ` }), before, quote ? make("mark", { class: claim.label, text: quote }) : "", after, "\n");
    }
    return block;
  }

  function said(claim) {
    if (!claim.reviews.length) return null;
    const words = { agree: "agree", "tool-is-wrong": "tool is wrong", note: "note" };
    return make("div", {}, make("h3", { class: "note", text: "Reviews" }), make("ul", { class: "reviews" }, ...claim.reviews.map((one) =>
      make("li", { class: one.current ? "" : "old" }, make("b", { text: words[one.opinion] || one.opinion }),
        `${one.note ? `: ${one.note}` : ""} (${one.author}, ${one.time}${one.current ? "" : "; about an earlier verdict"})`))));
  }

  async function ask(claim) {
    $("verdict").replaceChildren(make("p", {}, word(claim.label)), make("q", { text: claim.quote }));
    try {
      const answer = await fetch(`/run/${encodeURIComponent(`${data.run}@${data.number}`)}/claim/${encodeURIComponent(claim.id)}`);
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.error);
      Object.assign(claim, told);
      if (claims[current] === claim) detail();
    } catch (error) {
      if (claims[current] === claim) $("verdict").append(make("p", { class: "note", text: `Its details cannot be had: ${error.message}` }));
    }
  }

  function detail() {
    const claim = claims[current];
    $("opinion").hidden = !claim || !claim.hash || data.number !== data.verifications;
    if (!claim) {
      $("verdict").replaceChildren(make("p", { class: "note", text: claims.length ? "No claim fits the filters." : "This run has no claims." }));
      return;
    }
    $("verdict").setAttribute("aria-busy", String(!claim.told));
    if (!claim.told) { ask(claim); return; }
    const facts = make("dl", {});
    for (const [name, text] of claim.told) facts.append(make("dt", { text: name }), make("dd", { text }));
    const versions = claim.versions.map(([version, value, target]) => make("tr", { class: target ? "target" : "" },
      make("th", { scope: "row", text: `${version}${target ? " (target)" : ""}` }), make("td", { text: value })));
    const readings = claim.readings.map(([version, scope, naming, measured, holds]) => make("tr", {},
      make("td", { text: version }), make("td", { text: scope }), make("td", { text: naming }), make("td", { text: measured }), make("td", { text: holds ? "✓ holds" : "✗ does not" })));
    $("verdict").replaceChildren(...[
      make("p", {}, word(claim.label), make("small", { text: ` ${claim.kind}${claim.rule ? `, rule ${claim.rule}` : ""}` })),
      context(claim), facts,
      table("by CPython", ["CPython", "measured"], versions),
      table("readings", ["CPython", "scope", "naming", "measured", ""], readings),
      make("p", { class: "note", text: "Measure it again:" }), make("code", { class: "command", text: claim.command }), said(claim),
    ].filter(Boolean));
    $("verdict").scrollTop = 0;
    const last = claim.reviews.filter((one) => one.current && one.opinion !== "note").pop();
    for (const button of $("opinion").querySelectorAll("[data-do]")) {
      if (["agree", "tool-is-wrong"].includes(button.dataset.do)) button.setAttribute("aria-pressed", String(Boolean(last && last.opinion === button.dataset.do)));
    }
  }

  // --- source and bytecode --------------------------------------------------------------------

  let wantedPython = "";
  const program = () => data.programs[Number($("program").value)];
  const compiled = () => { const one = program(); return one ? one.bytecode.find((each) => each.python === $("python").value) : undefined; };

  function source() {
    const one = program();
    if (!one) { $("source").replaceChildren(make("p", { class: "note", text: "This run has no program." })); $("bytecode").replaceChildren(); return; }
    $("outcome").textContent = one.outcome;
    const keep = wantedPython || $("python").value;
    $("python").replaceChildren();
    for (const each of one.bytecode) $("python").append(make("option", { value: each.python, text: `CPython ${each.python}${each.python === data.target ? " (target)" : ""}` }));
    $("python").hidden = !one.bytecode.length;
    if (one.bytecode.some((each) => each.python === keep)) $("python").value = keep;
    bytecode();
  }

  function heat(times, most) {
    const cell = make("td", { class: "n heat" }, make("span", { text: times === undefined || times === null ? "" : number.format(times) }));
    if (times && most) cell.style.setProperty("--heat", String(Math.sqrt(times / most)));
    return cell;
  }

  function bytecode() {
    const one = program();
    const found = compiled();
    const lines = (found && found.lines) || null;
    const most = lines ? Math.max(1, ...Object.values(lines)) : 0;
    const head = make("thead", {}, make("tr", {}, make("th", { class: "n", scope: "col", text: "line" }), make("th", { class: "n", scope: "col", text: lines ? "executed" : "" }), make("th", { scope: "col", text: "source" })));
    $("source").replaceChildren(make("table", { class: "code" }, head, make("tbody", {}, ...one.lines.map((text, at) =>
      make("tr", { "data-line": at + 1 }, make("td", { class: "n", text: at + 1 }), heat(lines ? lines[at + 1] : null, most), make("td", { class: "text", text: text || " " }))))));
    $("call").textContent = found ? (found.why || (found.call ? `executed by ${found.call}` : "executed instructions were not counted on this CPython")) : "There is no bytecode of this program.";
    const body = [];
    for (const code of found ? found.codes : []) {
      body.push(make("tr", { class: "head", "data-code": code.name }, make("th", { colspan: "5", scope: "colgroup", text: `${code.name} (line ${code.line})` })));
      const top = Math.max(1, ...code.rows.map((row) => row[4] || 0));
      for (const [offset, line, opcode, argument, times] of code.rows) {
        body.push(make("tr", { "data-line": line, "data-opcode": opcode, "data-code": code.name }, make("td", { class: "n", text: offset }),
          make("td", { class: "n", text: line === null ? "" : line }), heat(times, top), make("td", { text: opcode }), make("td", { text: argument })));
      }
    }
    const columns = ["offset", "line", "executed", "opcode", "argument"].map((text, at) => make("th", { scope: "col", class: at < 3 ? "n" : "", text }));
    $("bytecode").replaceChildren(...(body.length ? [make("table", { class: "code" }, make("thead", {}, make("tr", {}, ...columns)), make("tbody", {}, ...body))] : []));
  }

  const all = (pane) => [...$(pane).querySelectorAll("tr[data-line]")];

  function into(pane, row) {
    const box = $(pane), place = row.getBoundingClientRect(), frame = box.getBoundingClientRect();
    if (place.top < frame.top + 30 || place.bottom > frame.bottom) box.scrollTop += place.top - frame.top - box.clientHeight / 3;
  }

  function glow(lines, chosen, scroll) {
    for (const row of all("source")) row.classList.toggle("on", lines.has(row.dataset.line));
    for (const row of all("bytecode")) row.classList.toggle("on", chosen(row));
    for (const pane of scroll || []) { const first = $(pane).querySelector("tr.on"); if (first) into(pane, first); }
  }

  function light() {
    const claim = claims[current];
    if (!claim || claim.program === null || claim.program === undefined) { glow(new Set(), () => false); return; }
    const inside = (row) => !claim.subject || row.dataset.code === claim.subject || row.dataset.code.endsWith(`.${claim.subject}`);
    const chosen = (row) => claim.opcodes.length > 0 && claim.opcodes.includes(row.dataset.opcode) && inside(row);
    const lines = new Set(all("bytecode").filter(chosen).map((row) => row.dataset.line));
    if (!lines.size && claim.subject) {
      const at = program().lines.findIndex((text) => text.trim().startsWith(`def ${claim.subject}(`));
      if (at >= 0) lines.add(String(at + 1));
    }
    glow(lines, chosen, ["source", "bytecode"]);
    const head = [...$("bytecode").querySelectorAll("tr.head")].find(inside);
    if (claim.subject && head && !$("bytecode").querySelector("tr.on")) into("bytecode", head);
  }

  function follow(pane, row) {
    const line = row.dataset.line;
    if (pane === "source") glow(new Set([line]), (one) => one.dataset.line === line, ["bytecode"]);
    else glow(new Set([line]), (one) => one === row, ["source"]);
  }

  for (const pane of ["source", "bytecode"]) {
    const box = $(pane);
    const clear = () => { for (const row of box.querySelectorAll("[aria-current]")) row.removeAttribute("aria-current"); };
    box.addEventListener("mouseover", (event) => { const row = event.target.closest("tr[data-line]"); if (row) follow(pane, row); });
    box.addEventListener("mouseleave", light);
    box.addEventListener("blur", () => { clear(); light(); });
    box.addEventListener("keydown", (event) => {
      if (!plain(event) || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
      const found = all(pane);
      const at = found.findIndex((row) => row.hasAttribute("aria-current"));
      const row = found[Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), found.length - 1)];
      if (!row) return;
      event.preventDefault();
      clear();
      row.setAttribute("aria-current", "true");
      into(pane, row);
      follow(pane, row);
      const related = all(pane === "source" ? "bytecode" : "source").filter((one) => one.classList.contains("on")).length;
      const cells = [...row.cells].map((cell) => cell.textContent);
      say(pane === "source" ? `line ${cells[0]}: ${cells[2].trim()}${cells[1] ? `; executed ${cells[1]}` : ""}; ${related} instructions` : `${cells[3]} ${cells[4]} at ${cells[0]}, line ${cells[1] || "none"}${cells[2] ? `; executed ${cells[2]}` : ""}`, true);
    });
  }

  // --- keys and starting ----------------------------------------------------------------------

  const keys = {
    j: () => step(1), k: () => step(-1), a: () => opine("agree"), r: () => opine("tool-is-wrong"), s: onward, n: () => $("note").focus(), "?": help,
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === $("note")) { $("claims").focus(); return; }
    if (!plain(event) || typing(event.target) || $("help").open || !(event.key in keys)) return;
    if ($("opinion").hidden && "arsn".includes(event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });
  $("claims").addEventListener("keydown", (event) => {
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -claims.length, End: claims.length };
    if (!plain(event) || !(event.key in moves)) return;
    event.preventDefault();
    step(moves[event.key]);
  });
  document.addEventListener("click", (event) => {
    const asked = event.target instanceof Element ? event.target.closest("[data-do]") : null;
    if (!asked) return;
    if (["agree", "tool-is-wrong", "note"].includes(asked.dataset.do)) opine(asked.dataset.do);
    else if (asked.dataset.do === "skip") onward();
    else if (asked.dataset.do === "download") download();
  });
  $("opinion").addEventListener("submit", (event) => event.preventDefault());
  for (const id of ["f-verdict", "f-kind", "f-open"]) $(id).addEventListener("change", () => filter(false));
  $("f-words").addEventListener("input", () => filter(false));
  $("program").addEventListener("change", () => { source(); light(); });
  $("python").addEventListener("change", () => { wantedPython = $("python").value; bytecode(); light(); remember(); });
  addEventListener("hashchange", recall);

  data.programs.forEach((one, at) => $("program").append(make("option", { value: at, text: one.name })));
  $("program").hidden = !data.programs.length;
  options($("f-verdict"), Object.keys(SYMBOLS).filter((label) => claims.some((one) => one.label === label)));
  options($("f-kind"), [...new Set(claims.map((one) => one.kind))].sort());
  list();
  wantedPython = new URLSearchParams(location.hash.slice(1)).get("python") || "";
  source();
  recall();
  progress();
})();
