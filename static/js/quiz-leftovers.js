/* On the page of an attempt that is over: what this device still held of it is sent once more, and
   what was not saved before its end came too late. The page says so, and the device forgets it. */

import { QuizQueue } from "./quiz-queue.js";

const FINAL = ["saved", "older", "over", "ended", "refused"];

class QuizLeftovers extends HTMLElement {
  async connectedCallback() {
    const queue = new QuizQueue(this.dataset.attempt, this.dataset.save);
    for (const [key, { sequence }] of [...queue.held]) {
      const { state } = await queue.send(key);
      if (!FINAL.includes(state)) return; // another time
      queue.drop(key, sequence);
      if (state !== "saved") this.querySelector("[data-notice]").hidden = false;
    }
  }
}

customElements.define("quiz-leftovers", QuizLeftovers);
