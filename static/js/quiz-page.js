/* What a quiz's page shows: receipts, notices, how much is answered. It decides nothing. */

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

  inputs(question) {
    return [...question.querySelectorAll(".choices input")];
  }

  values(question) {
    return this.inputs(question).filter((input) => input.checked).map((input) => input.value);
  }

  choose(question, values) {
    for (const input of this.inputs(question)) input.checked = values.includes(input.value);
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
