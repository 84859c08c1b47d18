// Keys of the review page; `_review_keys.html` tells them to the person. None of them acts while somebody types.
"use strict";
(() => {
  let waiting = 0; // steps pressed while an answer was under way
  let busy = false;

  document.addEventListener("htmx:beforeRequest", () => { busy = true; });
  document.addEventListener("htmx:afterRequest", () => { busy = false; });

  const FIELDS = { e: "title", l: "lead_unit", d: "due_on" };
  const isTyping = (one) => one.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (!document.getElementById("review") || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.target.matches(".divider")) return;
    if (event.target.matches("[data-filter]")) return filterKey(event);
    if (isTyping(event.target)) return typingKey(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (["Enter", " "].includes(event.key) && event.target.closest("a:not(.is-open > a), button, summary")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (busy) waiting += step;
      else go(step);
      return;
    }
    if (event.repeat || busy) return; // what was not seen yet is not decided
    if (/^[1-9]$/.test(event.key)) return tick(Number(event.key), event);
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    act(event.shiftKey && key === "j" ? "J" : key, event);
  });

  function act(name, event) {
    if (FIELDS[name]) return edit(FIELDS[name], event);
    if (name === "?" || name === "？") {
      event.preventDefault();
      document.getElementById("keys").showModal();
      return;
    }
    if (name === "s") {
      event.preventDefault();
      Review.split();
      return;
    }
    const at = (key) => `[data-key="${CSS.escape(key)}"]`;
    let button = Review.openCard()?.querySelector(at(name)) || document.querySelector(`main ${at(name)}`);
    // A card that is decided, or that is no problem, has nothing to confirm: on to the next that waits.
    if (!button && name === "Enter") button = document.querySelector(`main ${at("n")}`);
    if (!button || button.disabled) return;
    event.preventDefault();
    if (name === "m") {
      button.closest("details").open = true;
      Review.openCard().querySelector("[data-filter]").focus();
    } else button.click();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-key='?']")) document.getElementById("keys").showModal();
  });

  function edit(name, event) {
    const field = Review.cardForm()?.elements[name];
    if (!field) return;
    event.preventDefault();
    field.focus();
    if (field.type !== "date") field.select();
  }

  function leave() {
    document.activeElement?.blur();
    Review.openCard()?.focus({ preventScroll: true });
  }

  function typingKey(event) {
    const form = event.target.closest(".card-form[data-keep]");
    if (event.key === "Escape") return leave();
    if (!form) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      (form.querySelector("[data-key=Enter]") || form.querySelector("[name=do][value=save]")).click();
    } else if (event.altKey && event.code === "KeyS" && event.target.name === "text") {
      event.preventDefault();
      Review.split();
    } else if (event.key === "Enter" && event.target.matches("[data-at-cursor]")) {
      event.preventDefault();
      form.querySelector("[name=do][value=split]").click();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // kept by leaving the field; Enter once more confirms
      leave();
    }
  }

  // --- up and down ---

  const lines = () => [...document.querySelectorAll(".card > .card-line")].filter((line) => line.offsetParent);

  function go(step) {
    const all = lines();
    const here = all.findIndex((line) => line.parentElement.matches(".is-open"));
    const there = here < 0 ? 0 : Math.min(all.length - 1, Math.max(0, here + step));
    if (there !== here) all[there]?.click();
  }

  // --- what answers the open problem ---

  const choices = () => [...document.querySelectorAll(".is-open .choice")].filter((one) => one.offsetParent);

  function number() {
    document.querySelectorAll(".is-open .choice").forEach((one) => one.removeAttribute("data-digit"));
    choices().slice(0, 9).forEach((one, at) => { one.dataset.digit = at + 1; });
  }

  function tick(digit, event) {
    const choice = choices()[digit - 1];
    if (!choice) return;
    event.preventDefault();
    choice.querySelector("input").click();
  }

  document.addEventListener("toggle", (event) => {
    if (event.target.matches(".others")) number();
  }, true);

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filter]")) return;
    const words = event.target.value.trim();
    const box = event.target.closest(".others");
    box.querySelectorAll(".choice").forEach((one) => {
      one.hidden = !one.dataset.words.includes(words) && !one.querySelector(":checked");
    });
    box.querySelector("[data-no-choice]").hidden = Boolean(box.querySelector(".choice:not([hidden])"));
    pick(0);
    number();
  });

  function pick(at) {
    const all = [...document.querySelectorAll(".is-open .others .choice:not([hidden])")];
    document.querySelectorAll(".choice.is-picked").forEach((one) => one.classList.remove("is-picked"));
    const one = all[Math.min(all.length - 1, Math.max(0, at))];
    one?.classList.add("is-picked");
    one?.scrollIntoView({ block: "nearest" });
  }

  function filterKey(event) {
    const all = [...document.querySelectorAll(".is-open .others .choice:not([hidden])")];
    const here = all.findIndex((one) => one.matches(".is-picked"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      pick(here + step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      (all[here] || all[0])?.querySelector("input").click();
      if (event.ctrlKey) leave();
      else event.target.select();
    } else if (event.key === "Escape") {
      event.preventDefault();
      leave();
    }
  }

  Review.onArrive(() => {
    number();
    if (!waiting) return;
    const step = waiting;
    waiting = 0;
    go(step);
  });
})();
