/* Saves each response of a quiz as it is given, and keeps it on the device until the server has it.
   The server decides: the highest count of a question wins, and its receipt is what is shown. */

import { QuizLeaving } from "./quiz-leaving.js";
import { QuizPage } from "./quiz-page.js";
import { QuizQueue } from "./quiz-queue.js";

const AGAIN = 15000;

class QuizSaver extends HTMLElement {
  connectedCallback() {
    this.queue = new QuizQueue(this.dataset.attempt, this.dataset.save);
    addEventListener("pageshow", (event) => event.persisted && location.reload());
    this.page = new QuizPage(this);
    this.unsendable = new Set();
    this.takeUp();
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.page.listen((question) => this.changed(question), signal);
    this.leaving = new QuizLeaving(this, this.page.form);
    addEventListener("online", () => this.flush(), { signal });
    this.again = setInterval(() => this.flush(), AGAIN);
    this.flush();
  }

  disconnectedCallback() {
    this.ended.abort();
    clearInterval(this.again);
  }

  /* What this device still holds from before, where the server knows nothing newer. */
  takeUp() {
    for (const [key, held] of this.queue.held) {
      const question = this.page.question(key);
      if (!question) {
        this.page.mark(key, held.values.length > 0, held.later); // asked on another page
        continue;
      }
      if (held.sequence <= this.page.sequence(question)) {
        this.queue.drop(key, held.sequence);
        continue;
      }
      this.page.choose(question, held.values);
      this.page.later(question, held.later);
      this.page.sequence(question, held.sequence);
      this.page.receipt(question, "held", held.at);
    }
    this.page.count();
  }

  changed(question) {
    if (this.closed) return;
    const key = question.dataset.question;
    const sequence = this.page.sequence(question) + 1;
    this.page.sequence(question, sequence);
    this.unsendable.delete(key);
    const later = this.page.later(question);
    this.queue.hold(key, { values: this.page.values(question), later, sequence, at: this.page.clock() });
    this.page.receipt(question, "saving");
    this.page.complain(question, "");
    this.page.untell(question);
    this.page.count();
    this.flush();
  }

  /* One at a time; a change made meanwhile is sent after it. Whether the server has everything. */
  flush() {
    this.flushing ??= this.sendAll().finally(() => (this.flushing = null));
    return this.flushing;
  }

  async sendAll() {
    let saved = false;
    for (;;) {
      const key = [...this.queue.held.keys()].find((each) => !this.unsendable.has(each));
      if (key === undefined) break;
      const { sequence } = this.queue.held.get(key);
      const receipt = await this.queue.send(key);
      if (!this.settled(key, sequence, receipt)) return false;
      saved = true;
    }
    if (this.unsendable.size) this.page.notice("refused");
    if (saved && "review" in this.dataset) location.reload(); // what it lists has changed
    return true;
  }

  /* Show what became of an entry; whether the next can be sent. */
  settled(key, sequence, { state, saved_at, left, error }) {
    const question = this.page.question(key);
    if (left !== undefined) this.querySelector("quiz-timer")?.sync?.(left);
    if (state === "saved") {
      if (this.queue.drop(key, sequence) && question) this.page.receipt(question, "saved", saved_at);
      if (this.unsendable.size) this.page.state("refused");
      if (!this.closed) this.page.notice("");
      return true;
    }
    if (state === "refused") {
      this.unsendable.add(key);
      this.page.receipt(question, "refused");
      this.page.complain(question, error);
      return true;
    }
    if (state === "older") {
      this.queue.drop(key, sequence);
      if (question) {
        this.page.receipt(question, "refused");
        this.close(state);
      }
      return true;
    }
    if (state === "over" || state === "ended") this.close(state);
    else this.hold(state);
    return false;
  }

  /* Nothing is lost: it stays on this device, and the page says so calmly. */
  hold(why) {
    for (const [key, { at }] of this.queue.held) this.page.receipt(this.page.question(key), "held", at);
    this.page.notice(this.queue.lasts ? why : "storage");
  }

  /* It may be read, and changes nothing any more. */
  close(why) {
    this.closed = true;
    this.page.close(why);
  }
}

customElements.define("quiz-saver", QuizSaver);
