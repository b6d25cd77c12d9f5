// What the page knows. Every list has an end: 2,000 steps, 200 aggregates, an hour of samples.

const STEPS = 2_000;
const AGGREGATES = 200;
const SAMPLES = 3_600;

const listeners = new Map();

export const store = { config: null, states: {}, steps: [], aggregates: new Map(), samples: [], doubled: null };

export function on(name, listener) {
  listeners.set(name, [...(listeners.get(name) ?? []), listener]);
}

export function emit(name, data) {
  (listeners.get(name) ?? []).forEach(listener => listener(data));
}

export function addStep(step, isNew = true) {
  store.steps.push(step);
  if (store.steps.length > STEPS) {
    store.steps.splice(0, STEPS / 10);
  }
  if (step.subject) {
    remember(step);
  }
  if (isNew) {
    emit('step', step);
  }
}

function remember(step) {
  const known = store.aggregates.get(step.subject);
  store.aggregates.delete(step.subject);
  store.aggregates.set(step.subject, { subject: step.subject, type: step.kind === 'STORED' || !known ? step.type : known.type, kind: step.kind, at: step.at });
  if (store.aggregates.size > AGGREGATES) {
    store.aggregates.delete(store.aggregates.keys().next().value);
  }
}

export function addSample(sample) {
  store.samples.push(sample);
  if (store.samples.length > SAMPLES) {
    store.samples.shift();
  }
}

/** ok, warn or bad, and why. */
export function condition(name) {
  const known = store.states[name];
  if (!known) {
    return { level: 'warn', note: 'not asked yet' };
  }
  if (!known.up) {
    return { level: 'bad', note: 'down' };
  }
  if (!known.state) {
    return { level: 'warn', note: known.problem };
  }
  const { publishing, consumers } = known.state;
  const letters = [publishing?.deadLetters, ...consumers.map(each => each.deadLetters)].filter(Boolean);
  const parked = letters.reduce((sum, each) => sum + each.parked, 0);
  const waiting = letters.reduce((sum, each) => sum + each.waiting, 0);
  if (publishing?.refusal) {
    return { level: 'bad', note: 'refuses to forward' };
  }
  if (publishing?.stalled) {
    return { level: 'bad', note: 'backlog stalled' };
  }
  if (consumers.some(each => each.state === 'PAUSED')) {
    return { level: 'warn', note: 'paused' };
  }
  if (parked) {
    return { level: 'bad', note: `${parked} parked` };
  }
  if (waiting) {
    return { level: 'warn', note: `${waiting} retrying or waiting` };
  }
  return { level: 'ok', note: 'up' };
}
