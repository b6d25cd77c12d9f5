// Starts the page: asks what there is, then follows what happens.

import { get, post } from './api.js';
import { addSample, addStep, emit, store } from './store.js';
import * as aggregates from './aggregates.js';
import * as breaking from './breaking.js';
import * as lane from './lane.js';
import * as letters from './letters.js';
import * as map from './map.js';
import * as plots from './plots.js';
import * as top from './top.js';

let isSampled = false;

function follow() {
  const connection = document.getElementById('connection');
  const source = new EventSource('api/live');
  source.addEventListener('open', () => show(connection, 'ok', 'live'));
  source.addEventListener('error', () => show(connection, 'bad', 'connecting'));
  source.addEventListener('history', event => {
    const steps = JSON.parse(event.data);
    store.steps.length = 0;
    steps.forEach(step => addStep(step, false));
    emit('step', steps.at(-1) ?? { kind: '' });
    begin(steps);
  });
  source.addEventListener('step', event => addStep(JSON.parse(event.data)));
  source.addEventListener('state', event => {
    const { service, state } = JSON.parse(event.data);
    store.states[service] = state;
    emit('state');
  });
  source.addEventListener('sample', event => {
    addSample(JSON.parse(event.data));
    emit('sample');
  });
}

/** Never empty: the latest aggregate is shown, or a sample order is placed and canceled. */
async function begin(steps) {
  if (isSampled) {
    return;
  }
  isSampled = true;
  if (steps.length) {
    emit('chosen', steps.at(-1).subject);
  } else if (store.config.demo) {
    const placed = await post('demo/sample').catch(() => null);
    if (placed?.orderId) {
      emit('chosen', placed.orderId);
    }
  }
}

function show(chip, level, text) {
  chip.className = `chip ${level}`;
  chip.textContent = text;
}

store.config = await get('config');
store.states = await get('states');
store.samples = await get('samples');
[top, map, aggregates, lane, letters, plots].forEach(region => region.start());
follow();
breaking.start();
