/* What a device holds of an attempt until the server has it: for each question the newest entry,
   in the device's own storage, and its way to the server. It shows nothing and decides nothing. */

const PATIENCE = 20000;

export class QuizQueue {
  constructor(attempt, address) {
    this.prefix = `concord:attempt:${attempt}:`;
    this.address = address;
    this.held = new Map();
    this.lasts = true; // whether the device keeps what is held when the page is closed
    try {
      for (const name of Object.keys(localStorage).filter((each) => each.startsWith(this.prefix))) {
        this.held.set(name.slice(this.prefix.length), JSON.parse(localStorage.getItem(name)));
      }
    } catch {
      this.lasts = false;
    }
  }

  /* entry: { values: [[name, value]], later, sequence, at } */
  hold(key, entry) {
    this.held.set(key, entry);
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify(entry));
      this.lasts = true;
    } catch {
      this.lasts = false;
    }
  }

  /* What the device keeps of it: another window may have put something newer there. */
  stored(key) {
    return JSON.parse(localStorage.getItem(this.prefix + key));
  }

  /* Forget an entry; a newer one of the same question stays. Whether nothing is held of it now. */
  drop(key, sequence) {
    if (this.held.get(key)?.sequence !== sequence) return false;
    this.held.delete(key);
    if (this.lasts && this.stored(key)?.sequence === sequence) localStorage.removeItem(this.prefix + key);
    return true;
  }

  /* The receipt, with a state: saved; older, over or ended (the server keeps something else);
     refused (it makes no sense there, and why); offline, unreachable or signed-out (to be sent again). */
  async send(key) {
    const { values, later, sequence } = this.held.get(key);
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token());
    body.set(":question", key);
    body.set(":asked", key);
    body.set(`sequence:${key}`, sequence);
    if (later) body.set(`:later:${key}`, "on");
    for (const [name, value] of values) body.append(name, value);
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const reply = await fetch(this.address, { method: "POST", body, redirect: "manual", signal });
      if (reply.type === "opaqueredirect" || reply.status === 401 || reply.status === 403) return { state: "signed-out" };
      if (reply.status === 422) return { state: "refused", ...(await reply.json()) };
      if (!reply.ok && reply.status !== 409) return { state: "unreachable" };
      const receipt = await reply.json();
      return { state: receipt.refused ?? "saved", ...receipt };
    } catch {
      return { state: navigator.onLine ? "unreachable" : "offline" };
    }
  }
}

/* As the cookie has it: signing in again, in whichever window, makes a new one. */
export function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}
