/* A quiz's page: what is given in it, and how much of it is answered. It decides nothing. */

import { QuizReceipts } from "./quiz-receipts.js";

const PAUSE = 1500; // of somebody typing, in milliseconds

function picks(input) {
  return input.type === "radio" || input.type === "checkbox";
}

export class QuizPage extends QuizReceipts {
  constructor(element) {
    super(element);
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
    this.settle = all;
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

  /* Whether it is to be looked at once more. */
  later(question, value) {
    const input = question.querySelector('[name^=":later:"]');
    if (value !== undefined) input.checked = value;
    return input.checked;
  }

  /* How often this question was changed, as far as this page knows. */
  sequence(question, value) {
    const input = question.querySelector('[name^="sequence:"]');
    if (value !== undefined) input.value = value;
    return Number(input.value);
  }

  /* To where something has to be mended first. */
  lead(key) {
    const question = this.question(key);
    question.scrollIntoView({ block: "center" });
    this.inputs(question)[0].focus();
  }

  /* What was told of a response is not about the one just given. */
  untell(question) {
    const told = question.nextElementSibling;
    if (told && "told" in told.dataset) told.hidden = true;
  }

  /* In the map, where there is one. */
  mark(key, answered, later) {
    const place = this.element.querySelector(`[data-map="${key}"]`);
    if (!place) return;
    place.dataset.standing = answered ? "completed" : "not_started";
    place.textContent = answered ? this.words.answered : this.words.open;
    this.element.querySelector(`[data-flag="${key}"]`).hidden = !later;
  }

  count() {
    for (const question of this.questions()) {
      this.mark(question.dataset.question, this.values(question).length > 0, this.later(question));
    }
    const place = this.element.querySelector('[data-part="count"]');
    const given = this.element.querySelectorAll('[data-map][data-standing="completed"]').length;
    if (place) place.textContent = this.words.count.replace("%s", given);
  }

  close(why) {
    this.notice(why);
    for (const part of this.form.querySelectorAll("fieldset, button")) part.disabled = true;
    this.element.querySelector(`[data-notice="${why}"]`).scrollIntoView({ block: "center" });
  }

  clock() {
    const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: this.words.zone };
    return new Intl.DateTimeFormat(this.words.language, shape).format(new Date());
  }
}
