/* Saves each response of a quiz as it is given, and keeps it on the device until the server has it.
   The server decides: the highest count of a question wins, and its receipt is what is shown. */

import { QuizPage } from "./quiz-page.js";

const AGAIN = 15000;

class QuizSaver extends HTMLElement {
  connectedCallback() {
    this.store = `concord:attempt:${this.dataset.attempt}`;
    if ("over" in this.dataset) {
      localStorage.removeItem(this.store);
      return;
    }
    this.page = new QuizPage(this);
    this.queue = JSON.parse(localStorage.getItem(this.store) || "{}");
    this.takeUp();
    this.ended = new AbortController();
    this.page.listen((question) => this.changed(question), this.ended.signal);
    this.page.form.addEventListener("submit", (event) => this.leaving(event));
    this.online = () => this.flush();
    addEventListener("online", this.online);
    this.timer = setInterval(this.online, AGAIN);
    this.flush();
  }

  disconnectedCallback() {
    this.ended?.abort();
    removeEventListener("online", this.online);
    clearInterval(this.timer);
  }

  /* What this device still holds from before, where the server knows nothing newer. */
  takeUp() {
    for (const [key, held] of Object.entries(this.queue)) {
      const question = this.page.question(key);
      if (!question || held.sequence <= this.page.sequence(question)) {
        delete this.queue[key];
        continue;
      }
      this.page.choose(question, held.values);
      this.page.sequence(question, held.sequence);
      this.page.receipt(question, "held", held.at);
    }
    this.page.count();
    this.keep();
  }

  changed(question) {
    if (this.stale) return;
    const sequence = this.page.sequence(question) + 1;
    this.page.sequence(question, sequence);
    this.queue[question.dataset.question] = { values: this.page.values(question), sequence, at: this.page.clock() };
    this.keep();
    this.page.receipt(question, "saving");
    this.page.count();
    this.flush();
  }

  /* One at a time; a change made meanwhile is sent after it. */
  async flush() {
    if (this.busy || this.stale) return;
    this.busy = true;
    try {
      for (let key; (key = Object.keys(this.queue)[0]) !== undefined; ) {
        if (!(await this.send(key))) break;
      }
    } finally {
      this.busy = false;
    }
  }

  async send(key) {
    const { values, sequence } = this.queue[key];
    const body = new FormData();
    body.set("csrfmiddlewaretoken", this.page.form.elements.csrfmiddlewaretoken.value);
    body.set("question", key);
    body.set(`sequence:${key}`, sequence);
    for (const [name, value] of values) body.append(name, value);
    let reply;
    try {
      reply = await fetch(this.dataset.save, { method: "POST", body, redirect: "manual" });
    } catch {
      return this.hold("offline");
    }
    if (reply.status === 409) return this.giveUp();
    if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) return this.hold("signed-out");
    if (!reply.ok) return this.hold("offline");
    const receipt = await reply.json();
    if (this.queue[key].sequence === sequence) {
      delete this.queue[key];
      this.page.receipt(this.page.question(key), "saved", receipt.saved_at);
    }
    this.page.notice("");
    this.keep();
    return true;
  }

  /* Nothing is lost: it stays on this device, and the page says so calmly. */
  hold(why) {
    for (const [key, held] of Object.entries(this.queue)) this.page.receipt(this.page.question(key), "held", held.at);
    this.page.notice(why);
    return false;
  }

  /* Another window went on: this one may be read, and changes nothing any more. */
  giveUp() {
    this.stale = true;
    this.queue = {};
    this.keep();
    this.page.close();
    return false;
  }

  leaving(event) {
    const held = Object.keys(this.queue).length > 0;
    if (!this.stale && (navigator.onLine || !held)) return;
    event.preventDefault();
    this.page.notice(this.stale ? "stale" : "offline");
  }

  keep() {
    if (Object.keys(this.queue).length) localStorage.setItem(this.store, JSON.stringify(this.queue));
    else localStorage.removeItem(this.store);
  }
}

customElements.define("quiz-saver", QuizSaver);
