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

  /* The controls that make up the response: named like the question, or like a part of it. */
  inputs(question) {
    const key = question.dataset.question;
    return [...question.querySelectorAll("input, select, textarea")].filter(
      ({ name }) => name === key || name.startsWith(`${key}:`),
    );
  }

  /* As a form would send it: [[name, value]]. */
  values(question) {
    return this.inputs(question)
      .filter((input) => (isTicked(input) ? input.checked : input.value.trim()))
      .map((input) => [input.name, input.value]);
  }

  choose(question, values) {
    for (const input of this.inputs(question)) {
      const given = values.filter(([name]) => name === input.name).map(([, value]) => value);
      if (isTicked(input)) input.checked = given.includes(input.value);
      else input.value = given[0] ?? "";
    }
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

  receipt(question, state, time = "") {
    const { saving, saved, kept, refused } = this.words;
    const words = { saving, saved, held: kept, refused }[state];
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

function isTicked(input) {
  return input.type === "radio" || input.type === "checkbox";
}
