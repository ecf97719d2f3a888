/* What a quiz's page shows: receipts, notices, how much is answered. It decides nothing. */

const PAUSE = 1500; // of somebody typing, in milliseconds

function picks(input) {
  return input.type === "radio" || input.type === "checkbox";
}

export class QuizPage {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
    this.form = element.querySelector("form");
  }

  questions() {
    return [...this.form.querySelectorAll("[data-question]")];
  }

  question(key) {
    return this.questions().find((each) => each.dataset.question === key);
  }

  /* All that is given in a question: inputs named like it, or like a place in it (`key:place`). */
  inputs(question) {
    const key = question.dataset.question;
    return [...question.querySelectorAll("input, select, textarea")].filter(
      ({ name }) => name === key || name.startsWith(`${key}:`),
    );
  }

  /* As pairs of name and value, as the form itself would send them. */
  values(question) {
    return this.inputs(question)
      .filter((input) => (picks(input) ? input.checked : input.value.trim() !== ""))
      .map((input) => [input.name, input.value]);
  }

  choose(question, pairs) {
    for (const input of this.inputs(question)) {
      const own = pairs.filter(([name]) => name === input.name).map(([, value]) => value);
      if (picks(input)) input.checked = own.includes(input.value);
      else input.value = own[0] ?? "";
    }
    question.dispatchEvent(new Event("restored"));
  }

  /* Tells of every question that was changed; what is being typed when a pause comes, or the page
     is left. Ends with the signal. */
  listen(changed, signal) {
    const typing = new Map();
    const settle = (question) => {
      clearTimeout(typing.get(question));
      if (typing.delete(question)) changed(question);
    };
    const all = () => [...typing.keys()].forEach(settle);
    this.form.addEventListener("input", ({ target }) => {
      const question = target.closest("[data-question]");
      if (!question || picks(target) || target.matches("select")) return;
      this.receipt(question, "saving");
      clearTimeout(typing.get(question));
      typing.set(question, setTimeout(settle, PAUSE, question));
    }, { signal });
    this.form.addEventListener("change", ({ target }) => {
      const question = target.closest("[data-question]");
      if (!question) return;
      if (picks(target) || target.matches("select")) changed(question);
      else settle(question);
    }, { signal });
    document.addEventListener("visibilitychange", all, { signal });
    addEventListener("pagehide", all, { signal });
  }

  /* How often this question was changed, as far as this page knows. */
  sequence(question, value) {
    const input = question.querySelector('[name^="sequence:"]');
    if (value !== undefined) input.value = value;
    return Number(input.value);
  }

  receipt(question, state, time = "") {
    const words = { saving: this.words.saving, saved: this.words.saved, held: this.words.kept }[state];
    for (const place of [question?.querySelector("[data-receipt]"), this.element.querySelector('[data-part="state"]')]) {
      if (!place) continue;
      place.hidden = false;
      place.dataset.save = state;
      place.textContent = words.replace("%s", time);
    }
  }

  notice(which) {
    for (const notice of this.element.querySelectorAll("[data-notice]")) {
      notice.hidden = notice.dataset.notice !== which;
    }
  }

  count() {
    let given = 0;
    for (const question of this.questions()) {
      const answered = this.values(question).length > 0;
      const place = this.element.querySelector(`[data-map="${question.dataset.question}"]`);
      place.dataset.standing = answered ? "completed" : "not_started";
      place.textContent = answered ? this.words.answered : this.words.open;
      given += answered;
    }
    this.element.querySelector('[data-part="count"]').textContent = this.words.count.replace("%s", given);
  }

  close() {
    this.notice("stale");
    for (const part of this.form.querySelectorAll("fieldset, button")) part.disabled = true;
    this.element.querySelector('[data-notice="stale"]').scrollIntoView({ block: "center" });
  }

  clock() {
    const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.words.zone };
    return new Intl.DateTimeFormat(this.words.language, shape).format(new Date());
  }
}
