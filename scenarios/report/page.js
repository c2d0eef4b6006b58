"use strict";
(() => {
  const texts = new WeakMap();
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);

  // A title is shown late and small: it is taken over the first time somebody points at it.
  const told = (part) => {
    const title = part.querySelector(":scope > title");
    if (title) {
      texts.set(part, title.textContent);
      title.remove();
    }
    return texts.get(part);
  };
  const hide = () => { tip.hidden = true; };
  document.addEventListener("pointerover", (event) => {
    const part = event.target;
    const text = part instanceof SVGElement && part.closest("svg.picture") ? told(part) : undefined;
    tip.hidden = !text;
    if (!text) return;
    tip.textContent = text;
    const box = part.getBoundingClientRect();
    const left = Math.min(Math.max(event.clientX - 20, 8), innerWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 4 ? box.bottom + 8 : above}px`;
  });
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });

  for (const button of document.querySelectorAll("button.copy")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const code = button.previousElementSibling;
      getSelection().selectAllChildren(code);
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = document.execCommand("copy") ? "Copied" : "Selected";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  const scenarios = [...document.querySelectorAll("details.scenario")];
  const fold = document.querySelector("button.fold");
  const name = () => { fold.textContent = scenarios.every((each) => each.open) ? "Fold all" : "Unfold all"; };
  fold.hidden = scenarios.length === 0;
  fold.addEventListener("click", () => {
    const open = !scenarios.every((each) => each.open);
    for (const each of scenarios) each.open = open;
    name();
  });
  for (const each of scenarios) each.addEventListener("toggle", name);
  name();

  const arrive = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener("hashchange", arrive);
  arrive();

  let folded = [];
  addEventListener("beforeprint", () => {
    folded = scenarios.filter((each) => !each.open);
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => { for (const each of folded) each.open = false; });
})();
