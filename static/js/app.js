// Small conveniences; every page works without them.
//   data-confirm="…"   on a button or form: asks first, with the consequence in words
//   data-autosubmit    on a filter form: sends itself when a select changes
//   data-guard         on a form: warns before what was typed is lost
//   data-pick-all      on a checkbox: picks or clears every checkbox named `pick` of the same form
//   data-picked        shows how many are picked; [data-needs-pick] buttons wait for the first
"use strict";
(() => {
  const changed = new Set();

  function ask(words, go) {
    const box = document.createElement("dialog");
    if (!box.showModal) {
      if (window.confirm(words)) go();
      return;
    }
    box.className = "ask";
    box.innerHTML = '<p></p><div><button class="btn" value="no">返回</button><button class="btn btn-primary" value="yes">确定</button></div>';
    box.querySelector("p").textContent = words;
    box.addEventListener("click", (event) => {
      if (event.target.value) box.close(event.target.value);
    });
    box.addEventListener("close", () => {
      box.remove();
      if (box.returnValue === "yes") go();
    });
    document.body.append(box);
    box.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const words = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (words && !form.dataset.confirmed) {
      event.preventDefault();
      ask(words, () => {
        form.dataset.confirmed = "1";
        form.requestSubmit(event.submitter);
      });
      return;
    }
    delete form.dataset.confirmed;
    changed.delete(form);
    if (form.method !== "post" || form.matches("[data-repeatable], [hx-post]")) return;
    if (form.dataset.sent) event.preventDefault(); // a second click while the first is under way
    form.dataset.sent = "1";
  });

  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    // Not on dates: a browser calls every digit of a typed year a change.
    if (form?.hasAttribute("data-autosubmit") && event.target.matches("select")) form.requestSubmit();
    if (event.target.matches("[data-pick-all], [name=pick]")) showPicked(event.target);
  });

  document.addEventListener("input", (event) => {
    if (event.target.form?.hasAttribute("data-guard")) changed.add(event.target.form);
  });

  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });

  function showPicked(box) {
    const form = box.form;
    const picks = [...form.elements].filter((one) => one.name === "pick");
    if (box.hasAttribute("data-pick-all")) picks.forEach((one) => { one.checked = box.checked; });
    const count = picks.filter((one) => one.checked).length;
    form.querySelectorAll("[data-picked]").forEach((one) => { one.textContent = count; });
    form.querySelectorAll("[data-needs-pick]").forEach((one) => { one.disabled = !count; });
  }

  document.querySelectorAll("[data-needs-pick]").forEach((one) => { one.disabled = true; });

  // A long box of units gets a search line.
  document.querySelectorAll(".unit-picks").forEach((box) => {
    const rows = [...box.children];
    if (rows.length < 12) return;
    const search = document.createElement("input");
    search.type = "search";
    search.placeholder = "输入几个字查找单位";
    search.setAttribute("aria-label", "查找单位");
    search.addEventListener("input", () => {
      rows.forEach((row) => {
        row.hidden = !row.textContent.includes(search.value.trim()) && !row.querySelector("input:checked");
      });
    });
    box.prepend(search);
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
})();
