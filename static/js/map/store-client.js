// Asks the store in its worker, so that reading and clustering never hold up the page.

export class StoreClient {
  constructor(workerUrl, options) {
    this.worker = new Worker(workerUrl, { type: "module" });
    this.waiting = new Map();
    this.number = 0;
    this.worker.addEventListener("message", ({ data }) => this.#hear(data));
    this.worker.addEventListener("error", (event) => this.#failAll(event.message));
    this.ask("start", options);
  }

  /** Ask one question; `onProgress` hears what comes before the answer. */
  ask(question, wish = {}, onProgress = () => {}) {
    this.number += 1;
    const { number } = this;
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject, onProgress });
      this.worker.postMessage({ number, question, wish });
    });
  }

  close() {
    this.worker.terminate();
    this.#failAll("closed");
  }

  #hear({ number, answer, progress, failure }) {
    const waiter = this.waiting.get(number);
    if (!waiter) return;
    if (progress) {
      waiter.onProgress(progress);
      return;
    }
    this.waiting.delete(number);
    if (failure) waiter.reject(Object.assign(new Error(failure.message), failure));
    else waiter.resolve(answer);
  }

  #failAll(message) {
    for (const waiter of this.waiting.values()) waiter.reject(new Error(message));
    this.waiting.clear();
  }
}
