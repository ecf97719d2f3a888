/* Things to be put in order: buttons move an item up or down, beside the menu of its place, which
   does the same and needs no script. All places are given as soon as one is. */

class QuizOrder extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ol");
    for (const item of this.items()) item.append(this.button(item, -1), this.button(item, 1));
    this.list.addEventListener("change", ({ target }) => this.placed(target));
    this.closest("[data-question]").addEventListener("restored", () => this.sort());
    this.mark();
  }

  items() {
    return [...this.list.children];
  }

  name(item) {
    return item.querySelector("[data-item]").textContent.trim();
  }

  button(item, by) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.by = by;
    button.setAttribute("aria-label", `${by < 0 ? this.dataset.up : this.dataset.down}: ${this.name(item)}`);
    button.addEventListener("click", () => this.move(item, by));
    return button;
  }

  /* The neighbour moves, so that the focus stays on the button. */
  move(item, by) {
    const neighbour = by < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!neighbour) return;
    if (by < 0) item.after(neighbour);
    else item.before(neighbour);
    this.number();
    this.say(item);
    item.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* A number was chosen: the item goes there, and the others close up. */
  placed(menu) {
    const item = menu.closest("li");
    const place = Number(menu.value);
    if (!place || this.items().indexOf(item) === place - 1) {
      if (place) this.number();
      return;
    }
    const others = this.items().filter((each) => each !== item);
    this.list.insertBefore(item, others[place - 1] ?? null);
    menu.focus();
    this.number();
    this.say(item);
  }

  number() {
    this.items().forEach((item, index) => {
      item.querySelector("select").value = index + 1;
    });
    this.mark();
  }

  /* By the numbers that are there; what has none keeps its order behind them. */
  sort() {
    const place = (item) => Number(item.querySelector("select").value) || Infinity;
    this.list.append(...this.items().sort((one, other) => (place(one) > place(other)) - (place(one) < place(other))));
    this.mark();
  }

  say(item) {
    const place = this.items().indexOf(item) + 1;
    this.querySelector("[role=status]").textContent = this.dataset.moved.replace("%s", this.name(item)).replace("%d", place);
  }

  /* Nothing moves beyond the ends; such a button can still be reached, and says so. */
  mark() {
    const last = this.items().length - 1;
    this.items().forEach((item, index) => {
      for (const button of item.querySelectorAll("button")) {
        button.setAttribute("aria-disabled", index === (Number(button.dataset.by) < 0 ? 0 : last));
      }
    });
  }
}

customElements.define("quiz-order", QuizOrder);
