/* Shows how much time an attempt has left, and says so now and then. The server decides when time
   is over; a device that slept, or whose clock is wrong or was set, asks it. */

const JUMP = 2000;
const ASK_AGAIN = 5000;

class QuizTimer extends HTMLElement {
  connectedCallback() {
    [this.shown, this.spoken] = this.children;
    this.sync(Number(this.dataset.left));
    this.mark = markOf(this.left());
    this.show();
    this.beat = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.beat);
  }

  /* The server says that so many seconds are left. */
  sync(seconds) {
    this.ends = performance.now() + seconds * 1000;
    this.gap = Date.now() - performance.now();
  }

  left() {
    return Math.max(Math.ceil((this.ends - performance.now()) / 1000), 0);
  }

  tick() {
    const jump = Date.now() - performance.now() - this.gap;
    if (Math.abs(jump) > JUMP) {
      this.sync(this.left() - Math.max(jump, 0) / 1000); // asleep, most likely; the server knows
      this.ask();
    }
    this.show();
    if (this.left() === 0) this.end();
  }

  show() {
    const left = this.left();
    this.shown.textContent = this.dataset.words.replace("%s", clock(left));
    if (markOf(left) === this.mark) return;
    this.mark = markOf(left);
    if (left > 0) this.spoken.textContent = this.dataset.words.replace("%s", this.inWords(left));
  }

  inWords(left) {
    const [value, unit] = left < 60 ? [left, "second"] : [Math.round(left / 60), "minute"];
    return new Intl.NumberFormat(this.dataset.language, { style: "unit", unit, unitDisplay: "long" }).format(value);
  }

  /* Seconds left by the server's clock; null where it does not answer. */
  async ask() {
    if (performance.now() < this.askedUntil) return null;
    this.askedUntil = performance.now() + ASK_AGAIN;
    try {
      const reply = await fetch(this.dataset.clock, { cache: "no-store" });
      const now = Date.parse(reply.headers.get("Date")) / 1000;
      this.sync(Number(this.dataset.until) - now);
      return Number(this.dataset.until) - now;
    } catch {
      return null;
    }
  }

  async end() {
    this.shown.textContent = this.dataset.over;
    const left = await this.ask();
    if (left === null || left > 0) return; // not over yet, or nobody to ask: the next beat looks
    clearInterval(this.beat);
    this.shown.textContent = this.spoken.textContent = this.dataset.over;
    this.closest("quiz-saver").leaving.finish();
  }
}

/* What is said once: each full minute, half a minute, ten seconds. */
function markOf(left) {
  return left <= 10 ? "10 s" : left <= 30 ? "30 s" : `${Math.ceil(left / 60)} min`;
}

function clock(left) {
  const parts = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const [first, ...rest] = parts[0] ? parts : parts.slice(1);
  return [first, ...rest.map((part) => String(part).padStart(2, "0"))].join(":");
}

customElements.define("quiz-timer", QuizTimer);
