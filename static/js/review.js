// The review page with scripts: left and right follow each other, and an answer of the server replaces the cards alone.
// Without scripts every button still works. Listeners sit on document, because what they listen to is replaced.
//   review.js            this: the open card, the light on the original, answers of the server, the width of the panes
//   review_saving.js     what is typed is saved as it is typed
//   review_keys.js       keys
//   review_selecting.js  text selected in the original, and the place where to split
"use strict";
const Review = (() => {
  const pane = (name) => document.querySelector(`[data-pane=${name}]`);
  const openCard = () => document.querySelector(".card.is-open");
  const cardForm = () => document.querySelector(".card.is-open .card-form[data-keep]");
  const said = () => document.getElementById("opened")?.dataset || {};
  const arrivals = [];
  let kept = null;

  document.getElementById("review")?.classList.add("with-scripts");
  document.documentElement.classList.add("scripts");

  // --- left and right ---

  function reveal(box, one) {
    if (!box || !one) return;
    const top = one.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 40 || top > box.clientHeight - 140) box.scrollTop += top - 60;
  }

  // The open card stands at the top, so that its fields are always in the same place.
  function toTop(box, one) {
    if (box && one) box.scrollTop += one.getBoundingClientRect().top - box.getBoundingClientRect().top - 6;
  }

  function light(name, keys) {
    document.querySelectorAll(`.source .${name}`).forEach((one) => one.classList.remove(name));
    keys.filter(Boolean).forEach((key) => {
      document.querySelectorAll(`.source [data-items~="${key}"]`).forEach((one) => one.classList.add(name));
    });
  }

  function spotlight() {
    light("is-here", [said().open]);
    const ticked = [...document.querySelectorAll(".is-open .choice")].filter((one) => one.querySelector(":checked"));
    light("is-answering", ticked.map((one) => one.dataset.keyOf));
  }

  // --- a card has opened ---

  function arrive() {
    if (!document.getElementById("review")) return;
    const card = openCard();
    card?.closest("details.group")?.setAttribute("open", "");
    toTop(pane("cards"), card);
    recall();
    spotlight();
    document.querySelector("#review-parts [aria-current]")?.scrollIntoView({ block: "nearest" });
    reveal(pane("original"), document.getElementById(`at-${said().open}`));
    const wrong = document.querySelector(".card.is-open .error")?.closest(".field")?.querySelector("input, textarea, select");
    if (wrong) wrong.focus();
    else if (card && (document.activeElement === document.body || !document.activeElement)) card.focus({ preventScroll: true });
    fade();
    arrivals.forEach((then) => then());
  }

  // What went well need not be read; a refusal stays until the next press.
  function fade() {
    const well = document.querySelector(".review-said .message:not(.error):not(.warning)");
    if (well) setTimeout(() => well.remove(), 6000);
  }

  // --- answers of the server ---

  const isLogin = (url) => /\/login\/(\?|$)/.test(url || "");

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-Original"] = document.getElementById("original")?.dataset.original || "";
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (isLogin(event.detail.xhr.responseURL)) {
      event.detail.shouldSwap = false; // the login page is not a card
      Review.lost?.();
      return;
    }
    if (event.detail.xhr.status === 403) { // another login made the marks of the forms void
      event.detail.shouldSwap = false;
      event.detail.isError = false;
      Review.forbidden?.();
      return;
    }
    // A refused or outdated change comes back as the same card with what was typed and the reason.
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
    document.querySelectorAll("main > .message").forEach((one) => one.remove());
    // htmx gives the focus back to the field of the same name, which is now that of another card.
    if (event.detail.target.id === "cards" && event.detail.target.contains(document.activeElement)) document.activeElement.blur();
    kept = pane("original")?.scrollTop;
    remember(event.detail.requestConfig.elt);
  });

  // What is being written beside the open card (an addition, a new source) outlives the cards around it.
  const remembered = new Map();
  const written = (form) => [...form.elements].filter((one) => one.name && !["hidden", "submit"].includes(one.type));

  function remember(sent) {
    remembered.clear();
    document.querySelectorAll("form[data-remember]").forEach((form) => {
      const fields = written(form);
      const isTouched = fields.some((one) => one.value !== one.defaultValue && ["text", "textarea"].includes(one.type));
      if (form === sent || !isTouched) return;
      remembered.set(form.id, fields.map((one) => ({ name: one.name, type: one.type, value: one.value, checked: one.checked })));
    });
  }

  function recall() {
    for (const [id, values] of remembered) {
      const form = document.getElementById(id);
      if (!form) continue;
      for (const one of written(form)) {
        const isTicked = ["checkbox", "radio"].includes(one.type);
        const was = values.find((other) => other.name === one.name && (!isTicked || other.value === one.value));
        if (was && isTicked) one.checked = was.checked;
        else if (was) one.value = was.value;
      }
      form.closest("details").open = true;
    }
    remembered.clear();
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target?.id !== "cards") return;
    if (kept !== null && pane("original").scrollTop !== kept) pane("original").scrollTop = kept;
    kept = null;
    arrive();
  });
  document.addEventListener("htmx:responseError", () => Review.say?.("没有办成，请刷新页面再试；填写的内容还在。", "is-wrong"));
  document.addEventListener("htmx:sendError", () => Review.say?.("没有连上服务器，请稍后再按一次；填写的内容还在。", "is-wrong"));

  // --- mouse ---

  document.addEventListener("click", (event) => {
    const date = event.target.closest("[data-date]");
    if (date) {
      const field = date.closest("form").elements.due_on;
      field.value = date.dataset.date;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
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

  // --- the width of the panes ---

  const divider = document.querySelector(".divider");
  function widen(percent) {
    const left = Math.min(70, Math.max(25, Math.round(percent)));
    document.getElementById("review").style.setProperty("--left", `${left}%`);
    divider.setAttribute("aria-valuenow", left);
    try { localStorage.setItem("review-left", left); } catch { /* a browser that keeps nothing: the width is for now */ }
  }
  if (divider) {
    divider.hidden = false;
    let width = null;
    try { width = Number(localStorage.getItem("review-left")); } catch { /* the same */ }
    if (width) widen(width);
    divider.addEventListener("pointerdown", (event) => {
      divider.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    divider.addEventListener("pointermove", (event) => {
      if (!divider.hasPointerCapture(event.pointerId)) return;
      const box = document.getElementById("review").getBoundingClientRect();
      widen(((event.clientX - box.left) / box.width) * 100);
    });
    divider.addEventListener("dblclick", () => widen(48));
    divider.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -2, ArrowRight: 2 }[event.key];
      if (step) widen(Number(divider.getAttribute("aria-valuenow")) + step);
    });
  }

  document.addEventListener("DOMContentLoaded", arrive);
  return { pane, openCard, cardForm, said, toTop, spotlight, isLogin, onArrive: (then) => arrivals.push(then) };
})();
