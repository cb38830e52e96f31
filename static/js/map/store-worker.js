// The worker's door to the store: one message in, one answer out, with the same number.
import { Store } from "./store.js";

let store = null;

const questions = {
  start: (options) => {
    store = new Store(options);
  },
  load: ({ layer }, number) =>
    store.load(layer, { onPage: (progress) => postMessage({ number, progress }) }),
  openAt: (wish) => store.openAt(wish),
  filter: (state) => store.filter(state),
  marks: (view) => store.marks(view),
  open: (cluster) => store.open(cluster),
  list: (wish) => store.list(wish),
  place: (wish) => store.place(wish),
  nearest: (wish) => store.nearest(wish),
};

addEventListener("message", async ({ data: { number, question, wish } }) => {
  try {
    postMessage({ number, answer: await questions[question](wish, number) });
  } catch (error) {
    postMessage({ number, failure: { name: error.name, message: error.message, status: error.status ?? null } });
  }
});
