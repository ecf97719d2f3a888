/* What a quiz's page says of saving: receipts, reasons, notices. It decides nothing. */

export class QuizReceipts {
  constructor(element) {
    this.element = element;
    this.words = element.dataset;
  }

  /* At the question, and in the bar that stays in sight. */
  receipt(question, state, time = "") {
    this.say(question?.querySelector("[data-receipt]"), state, time);
    this.state(state, time);
  }

  state(state, time = "") {
    this.say(this.element.querySelector('[data-part="state"]'), state, time);
  }

  say(place, state, time) {
    if (!place) return;
    const { saving, saved, kept, refused } = this.words;
    place.hidden = false;
    place.dataset.save = state;
    place.textContent = { saving, saved, held: kept, refused }[state].replace("%s", time);
  }

  /* Why a response cannot be saved, at its question; nothing where it can. */
  complain(question, why) {
    const place = question?.querySelector("[data-error]");
    if (!place) return;
    place.hidden = !why;
    place.textContent = why;
  }

  notice(which) {
    for (const notice of this.element.querySelectorAll("[data-notice]")) {
      notice.hidden = notice.dataset.notice !== which;
    }
  }
}
