// Buttons that copy a text which can also be selected; without JavaScript they stay hidden.
"use strict";
(() => {
  async function copy(button) {
    const text = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent);
    } catch {
      // An office without HTTPS has no clipboard API: select the sentence and copy the selection.
      window.getSelection().selectAllChildren(text);
      if (!document.execCommand("copy")) return;
    }
    button.textContent = "已复制";
    setTimeout(() => { button.textContent = "复制"; }, 2000);
  }

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  });
})();
