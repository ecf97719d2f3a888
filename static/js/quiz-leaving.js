/* Leaves a quiz's page only when the server has everything: by a button, or when time is over. */

import { token } from "./quiz-queue.js";

export class QuizLeaving {
  constructor(saver, form) {
    this.saver = saver;
    this.form = form;
    form.addEventListener("submit", (event) => this.leave(event));
  }

  async leave(event) {
    this.saver.page.settle();
    this.form.elements.csrfmiddlewaretoken.value = token();
    if (!this.saver.closed && (this.going || !this.saver.queue.held.size)) return;
    event.preventDefault();
    if (this.waiting || this.saver.closed) return;
    this.waiting = true;
    const sent = await this.saver.flush();
    this.waiting = false;
    if (!sent || this.saver.closed) return;
    const { unsendable, page } = this.saver;
    const here = [...unsendable].find((key) => page.question(key));
    if (here) page.lead(here);
    else if (!unsendable.size || !("review" in this.saver.dataset)) this.go(event.submitter);
  }

  /* Time is over, says the server: hand in what it has. */
  async finish() {
    this.saver.page.settle();
    const sent = await this.saver.flush();
    if (this.saver.closed) location.reload();
    else if (sent) {
      this.form.action = this.saver.dataset.submit;
      this.go();
    }
  }

  go(button) {
    this.going = true;
    this.form.requestSubmit(button);
  }
}
