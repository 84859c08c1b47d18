// Saved as it is typed: a change in the open card is sent a moment later by the same form, and the card says when it was kept.
// What could not be sent stays in the field and in this tab's own storage, and is sent again.
"use strict";
(() => {
  const PAUSE = 900; // milliseconds after the last letter
  const AGAIN = 5000; // … until the next try where the server was not there
  const ONLY_BY_BUTTON = ["lead_for_others", "at", "place", "start", "end", "problem", ""];
  let timer = null;
  let changed = false;
  let sending = null;
  let passing = false; // a press that goes to the server at once

  // --- what the card says ---

  function say(words, kind = "", ...more) {
    const line = document.querySelector(".card.is-open [data-kept]");
    if (!line) return;
    line.className = `kept ${kind}`;
    line.replaceChildren(words, ...more);
  }

  function lost() {
    const way = document.createElement("a");
    const url = document.getElementById("review").dataset.login;
    Object.assign(way, { href: url, target: "_blank", textContent: "在新窗口登录" });
    say("登录已过期，填写的内容还在：请", "is-wrong", way, "，之后会自动保存。");
  }
  Object.assign(Review, { say, lost });

  // --- this tab's own storage ---

  const place = (form) => `review:${form.getAttribute("action")}`;
  const values = (form) => [...new FormData(form)].filter(([name, value]) => !["csrfmiddlewaretoken", "seen", ...ONLY_BY_BUTTON].includes(name) && typeof value === "string");

  function stash(form) {
    try { sessionStorage.setItem(place(form), JSON.stringify({ at: new Date().toTimeString().slice(0, 5), values: values(form) })); } catch { /* full or forbidden: the fields still hold it */ }
  }
  function unstash(form) {
    try { sessionStorage.removeItem(place(form)); } catch { /* the same */ }
  }
  function stashed(form) {
    try { return JSON.parse(sessionStorage.getItem(place(form))); } catch { return null; }
  }

  // What was typed before the tab was loaded again is offered, not put over what others may have saved since.
  function offerStash() {
    const form = Review.cardForm();
    const old = form && stashed(form);
    if (!old) return;
    if (JSON.stringify(old.values) === JSON.stringify(values(form))) {
      if (!form.querySelector(".error")) unstash(form);
      return;
    }
    const back = document.createElement("button");
    Object.assign(back, { type: "button", className: "btn btn-sm", textContent: "填回" });
    back.addEventListener("click", () => {
      fill(form, old.values);
      note(form);
      schedule(0);
    });
    say(`有 ${old.at} 填写、没有保存的内容 `, "is-wrong", back);
  }

  function fill(form, pairs) {
    for (const one of form.elements) {
      if (!one.name || one.name === "csrfmiddlewaretoken" || one.name === "seen" || ONLY_BY_BUTTON.includes(one.name)) continue;
      const mine = pairs.filter(([name]) => name === one.name).map(([, value]) => value);
      if (one.type === "checkbox") one.checked = mine.includes(one.value);
      else if (mine.length && one.type !== "submit") one.value = mine[0];
    }
  }

  // --- errors at their fields ---

  function showErrors(form, errors) {
    form.querySelectorAll(".error, .errors").forEach((one) => one.remove());
    form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
    for (const [name, sentences] of Object.entries(errors)) {
      const field = form.querySelector(`[name="${name}"]`);
      const box = field?.closest(".field") || form.querySelector(name === "commitments" ? ".matches" : "[data-kept]");
      const line = document.createElement("div");
      Object.assign(line, { className: "error", textContent: sentences.join(" "), id: field?.id ? `${field.id}_error` : "" });
      line.setAttribute("role", "alert");
      field?.setAttribute("aria-invalid", "true");
      if (line.id) field.setAttribute("aria-describedby", line.id);
      box.append(line);
    }
  }

  // --- sending ---

  function token() {
    const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
    return cookie ? cookie.slice(10) : document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  }

  // A login in another window makes the marks of this page's forms void: they are taken from a new answer of the server.
  async function renew() {
    const answer = await fetch(window.location.href);
    if (Review.isLogin(answer.url)) return false;
    const mark = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await answer.text());
    if (!mark) return false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((one) => { one.value = mark[1]; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "x-csrftoken": mark[1] }));
    return true;
  }

  async function post(form, isSecond = false) {
    const data = new FormData(form);
    data.set("do", "keep");
    data.delete("csrfmiddlewaretoken"); // a new login renews it; the header takes the newest
    say("正在保存…");
    let answer;
    try {
      answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-CSRFToken": token() } });
    } catch {
      say("没有连上服务器，填写的内容还在，稍后自动再试。", "is-wrong");
      return again();
    }
    if (answer.redirected && Review.isLogin(answer.url)) {
      lost();
      return again();
    }
    if (answer.status === 403 && !isSecond) {
      if (await renew()) return post(form, true);
      lost();
      return again();
    }
    const isWords = (answer.headers.get("content-type") || "").includes("json");
    if (!isWords) {
      changed = true;
      say("没有保存，请刷新页面；填写的内容会留在这个窗口里。", "is-wrong");
      return false;
    }
    const words = await answer.json();
    if (answer.status === 409) return press(form); // answered with both versions beside each other
    if (!answer.ok) {
      say(words.reason, "is-wrong");
      return false;
    }
    form.elements.seen.value = words.seen;
    showErrors(form, words.errors);
    const wrong = Object.keys(words.errors).length;
    say(wrong ? `已保存 ${words.saved}，但有 ${wrong} 处没有保存，请改正` : `已保存 ${words.saved}`, wrong ? "is-wrong" : "is-kept");
    if (!wrong && !changed) unstash(form);
    form.closest(".card").querySelector(".card-title").textContent = words.title;
    const undo = document.querySelector("[data-key=u]");
    if (undo && words.undo) {
      undo.form.elements.correction.value = words.undo;
      Object.assign(undo, { disabled: false, title: words.undo_title });
    }
    return !wrong;
  }

  function again() {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(send, AGAIN);
    return false;
  }

  function press(form) {
    passing = true;
    form.querySelector("[name=do][value=save]").click();
    return false;
  }

  async function send() {
    clearTimeout(timer);
    timer = null;
    while (sending) await sending;
    const form = Review.cardForm();
    if (!changed || !form) return true;
    changed = false;
    sending = post(form);
    const well = await sending;
    sending = null;
    return well;
  }

  function schedule(wait) {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }

  function note(form) {
    changed = true;
    stash(form);
  }

  // --- what is typed ---

  // Half a unit's name and half a date are no errors yet: these are sent when the field is left.
  const isLate = (field) => field.matches("[list], [type=date], [name=assisting_units]");

  function formOf(event) {
    const form = event.target.closest(".card.is-open .card-form[data-keep]");
    return form && !ONLY_BY_BUTTON.includes(event.target.name || "") ? form : null;
  }

  document.addEventListener("input", (event) => {
    const form = formOf(event);
    if (!form) return;
    note(form);
    if (event.target.type === "checkbox") Review.spotlight();
    else say("");
    if (!isLate(event.target)) schedule(event.target.type === "checkbox" ? 200 : PAUSE);
  });
  document.addEventListener("change", (event) => {
    if (formOf(event) && changed) schedule(0);
  });

  // --- before anything else replaces the card ---

  document.addEventListener("htmx:confirm", (event) => {
    const { elt, triggeringEvent } = event.detail;
    const own = elt === Review.cardForm();
    if (own || passing) {
      passing = false;
      clearTimeout(timer);
      changed = false; // the form itself carries everything
      if (!sending) return;
    } else if (!changed && !sending) return;
    event.preventDefault();
    const goOn = () => {
      if (!own) event.detail.issueRequest(true);
      else if (triggeringEvent?.submitter) triggeringEvent.submitter.click();
      else elt.requestSubmit();
    };
    if (own) sending.then(goOn);
    else send().then((well) => well && goOn());
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, xhr } = event.detail;
    if (!elt.matches?.(".card-form[data-keep]")) return;
    if (xhr.status && xhr.status < 400 && !Review.isLogin(xhr.responseURL)) unstash(elt);
    else if ([409, 422].includes(xhr.status)) changed = true;
    else again();
  });

  Review.forbidden = async () => {
    if (await renew()) say("登录已经更新，请再按一次；填写的内容还在。", "is-wrong");
    else lost();
  };

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token();
  });

  // A form that is not sent by htmx (the source, the drafts) takes what is being typed along first.
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[hx-post], [method=dialog]") || (!changed && !sending) || event.target.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send().then((well) => well && event.target.requestSubmit(event.submitter));
  }, true);

  // Nor does a link out of the page leave anything behind.
  document.addEventListener("click", (event) => {
    const way = event.target.closest("a[href]:not([hx-get]):not([target]):not([href^='#'])");
    if (!way || (!changed && !sending) || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    send().then((well) => { if (well) window.location.assign(way.href); });
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (changed || sending) event.preventDefault();
  });

  Review.onArrive(() => {
    changed = false;
    offerStash();
  });
})();
