// Text selected in the original is added, or becomes the words of the open item; a click in it is the place where to split.
"use strict";
(() => {
  // The server counts characters, a browser counts UTF-16 units: rare characters are two.
  const charactersBefore = (text, at) => [...text.slice(0, at)].length;

  function offset(node, within) {
    const stretch = (node.nodeType === 3 ? node.parentElement : node).closest("[data-at]");
    return stretch && node.nodeType === 3 ? Number(stretch.dataset.at) + charactersBefore(node.data, within) : null;
  }

  // --- the place where to split ---

  function unmark() {
    document.querySelector(".cut-here")?.remove();
    const form = Review.cardForm();
    if (form?.elements.place) form.elements.place.value = "";
  }

  function mark(node, within) {
    unmark();
    const form = Review.cardForm();
    const stretch = node.parentElement?.closest(`[data-items~="${Review.said().open}"]`);
    if (!form?.elements.place || !stretch) return;
    form.elements.place.value = offset(node, within);
    const range = document.createRange();
    range.setStart(node, within);
    const source = stretch.closest(".source");
    const at = range.getBoundingClientRect();
    const box = source.getBoundingClientRect();
    const line = document.createElement("i");
    line.className = "cut-here";
    line.style.left = `${at.left - box.left}px`;
    line.style.top = `${at.top - box.top}px`;
    line.style.height = `${at.height}px`;
    line.title = "按 S 从这里拆开";
    source.append(line);
  }

  // S: at the place in the original, else at the cursor in the text, else the sentences are offered.
  Review.split = () => {
    const form = Review.cardForm();
    if (!form) return;
    const select = form.querySelector("[data-at-cursor]");
    if (form.elements.place.value || select.value) {
      form.querySelector("[name=do][value=split]").click();
      return;
    }
    form.querySelector(".cut-menu").open = true;
    select.focus();
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-at-cursor]")) unmark();
  });

  document.addEventListener("selectionchange", () => {
    const area = document.activeElement;
    if (area?.tagName !== "TEXTAREA" || area.name !== "text") return;
    const select = area.form?.querySelector("[data-at-cursor]");
    const at = area.selectionStart;
    if (!select || !at || at >= area.value.length) return;
    unmark();
    let option = select.querySelector("[data-cursor]");
    if (!option) {
      option = document.createElement("option");
      option.dataset.cursor = "";
      select.options[0].after(option);
    }
    option.value = charactersBefore(area.value, at);
    option.textContent = `光标处：${area.value.slice(at, at + 20)}`;
    option.selected = true;
  });

  // --- text selected in the original ---

  document.addEventListener("mouseup", (event) => {
    if (event.target.closest(".pick-box")) return;
    document.querySelector(".pick-box")?.remove();
    const selection = window.getSelection();
    if (!event.target.closest("[data-pane=original]") || !selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const start = offset(range.startContainer, range.startOffset);
    if (selection.isCollapsed) {
      if (start !== null) mark(range.startContainer, range.startOffset);
      return;
    }
    const end = offset(range.endContainer, range.endOffset);
    if (start !== null && end !== null && end - start >= 2) offer(range, start, end);
  });

  function add(kind, start, end) {
    const form = document.getElementById("add-form");
    form.querySelector(`[name=kind][value=${kind}]`).checked = true;
    Object.assign(form.elements.start, { value: start });
    Object.assign(form.elements.end, { value: end });
    Object.assign(form.elements.text, { value: "" });
    form.requestSubmit();
  }

  function takeWords(start, end) {
    const form = Review.cardForm();
    form.elements.start.value = start;
    form.elements.end.value = end;
    form.querySelector("[name=do][value=take_words]").click();
  }

  function offer(range, start, end) {
    const form = document.getElementById("add-form");
    const spot = range.getBoundingClientRect();
    const box = document.createElement("div");
    box.className = "pick-box";
    box.style.left = `${Math.min(spot.left, window.innerWidth - 620)}px`;
    box.style.top = `${Math.max(spot.top - 44, 4)}px`;
    box.append("加为");
    for (const radio of form.querySelectorAll("[name=kind]")) {
      if (radio.value === "answer" && !form.elements.problem.value) continue;
      box.append(button(radio.labels[0].textContent.trim(), () => add(radio.value, start, end)));
    }
    if (Review.cardForm()) box.append(button("按选中的原文修改当前这一条", () => takeWords(start, end)));
    document.body.append(box);
  }

  function button(words, go) {
    const one = document.createElement("button");
    Object.assign(one, { type: "button", className: "btn btn-sm", textContent: words });
    one.addEventListener("click", () => {
      document.querySelector(".pick-box")?.remove();
      go();
    });
    return one;
  }

  Review.onArrive(() => document.querySelector(".pick-box, .cut-here")?.remove());
})();
