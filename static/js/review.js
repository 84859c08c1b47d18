// The review page with scripts: left and right follow each other, keys decide, selected text is added. Without them every
// button still works. One card is open at a time; each answer of the server replaces <main>, so listeners sit on document.
"use strict";
(() => {
  const pane = (name) => document.querySelector(`[data-pane=${name}]`);
  let kept = null;
  let afterSaving = null; // what the person did while the open card held unsaved changes

  // --- left and right ---

  function reveal(box, one) {
    if (!box || !one) return;
    const top = one.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 40 || top > box.clientHeight - 120) box.scrollTop += top - 60;
  }

  // The open card stands at the top, so that its fields are always in the same place.
  function toTop(box, one) {
    if (box && one) box.scrollTop += one.getBoundingClientRect().top - box.getBoundingClientRect().top - 6;
  }

  const openCard = () => document.querySelector(".card.is-open");

  function arrive() {
    const review = document.getElementById("review");
    if (!review) return;
    if (kept) {
      pane("original").scrollTop = kept.original;
      pane("cards").scrollTop = kept.cards;
      kept = null;
    }
    openCard()?.closest("details.group")?.setAttribute("open", "");
    toTop(pane("cards"), openCard());
    reveal(pane("original"), document.getElementById(`at-${review.dataset.open}`));
    const goOn = afterSaving;
    afterSaving = null;
    if (goOn && !document.querySelector(".card-form .errors")) goOn();
  }

  // --- answers of the server ---

  document.addEventListener("htmx:beforeSwap", (event) => {
    // A refused or outdated change comes back as the same page with what was typed and the reason.
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    kept = pane("cards") && { original: pane("original").scrollTop, cards: pane("cards").scrollTop };
  });
  document.addEventListener("htmx:afterSettle", arrive);
  document.addEventListener("DOMContentLoaded", arrive);
  if (document.readyState !== "loading") arrive();

  // --- nothing typed is lost: the open card is saved before anything else replaces it ---

  document.addEventListener("input", (event) => {
    const form = event.target.closest(".card.is-open .card-form");
    if (form) form.dataset.changed = "1";
  });

  function saveFirst(then) {
    const form = document.querySelector(".card.is-open .card-form[data-changed]");
    if (!form) return false;
    afterSaving = then;
    form.requestSubmit(form.querySelector("[name=do][value=save]"));
    return true;
  }

  document.addEventListener("click", (event) => {
    const line = event.target.closest(".card:not(.is-open) > .card-line");
    const undo = event.target.closest("[data-key=u]");
    if (!line && !undo) return;
    const again = line ? `[data-card="${line.parentElement.dataset.card}"] > .card-line` : "[data-key=u]";
    if (!saveFirst(() => document.querySelector(again)?.click())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // --- mouse ---

  document.addEventListener("click", (event) => {
    const date = event.target.closest("[data-date]");
    if (date) {
      date.closest("form").elements.due_on.value = date.dataset.date;
      return;
    }
    const spot = event.target.closest(".source [data-item], .source [data-items]");
    if (!spot || !window.getSelection().isCollapsed) return;
    event.preventDefault();
    const keys = spot.dataset.item ? [spot.dataset.item] : spot.dataset.items.split(" ").reverse();
    const card = keys.map((key) => document.querySelector(`[data-card="${key}"]`)).find(Boolean) || cardAround(keys);
    if (!card) return;
    if (card.matches(".is-open")) toTop(pane("cards"), card);
    else card.querySelector(".card-line").click();
  });

  // A point has no card of its own: the card of what surrounds it in the text.
  function cardAround(keys) {
    const stretch = document.querySelector(`.source [data-items~="${keys[0]}"]`);
    const around = stretch ? stretch.dataset.items.split(" ") : [];
    return around.map((key) => document.querySelector(`[data-card="${key}"]`)).find(Boolean);
  }

  // --- keys: none of them while somebody types ---

  document.addEventListener("keydown", (event) => {
    if (!document.getElementById("review") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, button, summary, [contenteditable]")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (event.key === "Enter" && event.target.closest("a")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      go(step);
      return;
    }
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const button = openCard()?.querySelector(`[data-key="${name}"]`) || document.querySelector(`main [data-key="${name}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
    if (name === "s") {
      button.closest("form").querySelector("details.body")?.setAttribute("open", "");
      button.closest("form").elements.text.focus();
    }
  });

  function go(step) {
    const lines = [...document.querySelectorAll(".card > .card-line")].filter((line) => line.offsetParent);
    const here = lines.findIndex((line) => line.parentElement.matches(".is-open"));
    const line = lines[here < 0 ? 0 : here + step];
    line?.click();
  }

  // --- split at the cursor: the select gets one more place to cut ---

  document.addEventListener("selectionchange", () => {
    const area = document.activeElement;
    if (area?.tagName !== "TEXTAREA" || area.name !== "text") return;
    const select = area.form?.querySelector("[data-at-cursor]");
    const at = area.selectionStart;
    if (!select || !at || at >= area.value.length) return;
    let option = select.querySelector("[data-cursor]");
    if (!option) {
      option = document.createElement("option");
      option.dataset.cursor = "";
      select.options[0].after(option);
    }
    option.value = at;
    option.textContent = `光标处：${area.value.slice(at, at + 20)}`;
    option.selected = true;
  });

  // --- select in the original, add what was missed ---

  function offset(node, within) {
    const stretch = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
    return stretch && node.nodeType === 3 ? Number(stretch.dataset.at) + charactersBefore(node.data, within) : null;
  }

  // The server counts characters, a browser counts UTF-16 units: rare characters are two.
  const charactersBefore = (text, at) => [...text.slice(0, at)].length;

  document.addEventListener("mouseup", (event) => {
    if (event.target.closest(".pick-box")) return;
    document.querySelector(".pick-box")?.remove();
    const selection = window.getSelection();
    if (selection.isCollapsed || !event.target.closest("[data-pane=original]")) return;
    const range = selection.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    const end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null || end - start < 2) return;
    offer(range, start, end);
  });

  function add(kind, start, end) {
    const form = document.getElementById("add-form");
    form.querySelector(`[name=kind][value=${kind}]`).checked = true;
    Object.assign(form.elements.start, { value: start });
    Object.assign(form.elements.end, { value: end });
    Object.assign(form.elements.text, { value: "" });
    form.requestSubmit();
  }

  function offer(range, start, end) {
    const form = document.getElementById("add-form");
    const place = range.getBoundingClientRect();
    const box = document.createElement("div");
    box.className = "pick-box";
    box.style.left = `${Math.min(place.left, window.innerWidth - 420)}px`;
    box.style.top = `${Math.max(place.top - 44, 4)}px`;
    box.append("加为");
    for (const radio of form.querySelectorAll("[name=kind]")) {
      if (radio.value === "answer" && !form.elements.problem.value) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = radio.labels[0].textContent.trim();
      button.addEventListener("click", () => {
        box.remove();
        const go = () => add(radio.value, start, end);
        if (!saveFirst(go)) go();
      });
      box.append(button);
    }
    document.body.append(box);
  }
})();
