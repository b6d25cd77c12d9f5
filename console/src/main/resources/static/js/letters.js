// Dead letters of all services: what failed, why, who waits, and what an operator can do.

import { action, ago, element, operatorCurl, say, short, soon, withoutVersion } from './dom.js';
import { get, post } from './api.js';
import { emit, on, store } from './store.js';

const SHOWN = 50;

const opened = new Map();
let listed = '';

export function start() {
  const refresh = soon(load, 500);
  on('step', step => {
    if (step.kind !== 'STORED' && step.kind !== 'FORWARDED') {
      refresh();
    }
  });
  on('state', refresh);
  setInterval(load, 4_000);
  setInterval(countDown, 1_000);
  load();
}

async function load() {
  const found = await get('dead-letters').catch(() => null);
  if (!found) {
    return;
  }
  const letters = Object.entries(found).flatMap(([service, { items }]) => items.map(item => ({ service, ...item })));
  await Promise.all([...opened.keys()].map(refreshDetail));
  const state = JSON.stringify([letters, [...opened]]);
  if (state !== listed) {
    listed = state;
    draw(letters);
  }
}

async function refreshDetail(key) {
  const [service, eventId] = key.split('/');
  const detail = await get(`services/${service}/dead-letters/${eventId}`).catch(() => null);
  if (detail) {
    opened.set(key, detail.items[0]);
  } else {
    opened.delete(key);
  }
}

function draw(letters) {
  const region = document.getElementById('letters');
  const focused = region.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
  const typed = new Map([...region.querySelectorAll('input')].map(input => [input.id, input.value]));
  region.replaceChildren(...(letters.length
    ? [...letters.slice(0, SHOWN).map(letterOf), letters.length > SHOWN ? element('p', { class: 'empty' }, `And more: the first ${SHOWN} are shown.`) : '']
    : [element('p', { class: 'empty' }, 'None. Every event that came was handled.')]));
  typed.forEach((value, id) => { if (document.getElementById(id)) { document.getElementById(id).value = value; } });
  if (focused) {
    region.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }
  countDown();
}

function letterOf(letter) {
  const url = store.config.services[letter.service];
  const key = `${letter.service}/${letter.eventId}`;
  const detail = opened.get(key);
  const base = `services/${letter.service}/dead-letters`;
  const name = `${letter.type ?? 'message'} ${short(letter.eventId)} of ${letter.service}`;
  const why = element('input', { id: `why-${letter.eventId}`, placeholder: 'reason to discard', 'aria-label': `Reason to discard ${name}` });
  return element('article', { class: `letter ${letter.state.toLowerCase()}` },
    element('div', { class: 'row' },
      element('span', { class: `chip ${{ PARKED: 'bad', RETRYING: 'warn' }[letter.state] ?? 'plain'}` }, letter.state.toLowerCase()),
      element('strong', {}, withoutVersion(letter.type ?? 'unreadable message')),
      element('span', { class: 'id' }, short(letter.eventId)),
      element('span', {}, 'at ', letter.consumer),
      letter.subject ? element('button', { type: 'button', onclick: () => emit('chosen', letter.subject), 'aria-label': `aggregate ${short(letter.subject)}, show its way` }, `aggregate ${short(letter.subject)}`) : null,
      element('span', { class: 'what' }, attemptsOf(letter)),
      detail?.letter.nextAttemptAt ? element('span', { 'data-next': detail.letter.nextAttemptAt }) : null),
    element('div', { class: 'reason' }, letter.reason),
    element('div', { class: 'row' },
      action('Redrive', async () => { await post(`${base}/${letter.eventId}/redrive`); say(`Redriven: ${name}.`); load(); },
        operatorCurl(url, `/dead-letters/${letter.eventId}/redrive`), { main: letter.state === 'PARKED', on: name }),
      letter.subject ? action('Redrive all of this aggregate', async () => { await post(`${base}/redrive?subject=${encodeURIComponent(letter.subject)}`); load(); },
        operatorCurl(url, `/dead-letters/redrive?subject=${encodeURIComponent(letter.subject)}`), { on: short(letter.subject) }) : null,
      why,
      action('Discard', async () => {
        if (!why.value.trim()) {
          why.focus();
          throw new Error('say why first.');
        }
        await post(`${base}/${letter.eventId}/discard`, { reason: why.value.trim() });
        say(`Discarded: ${name}.`);
        load();
      }, operatorCurl(url, `/dead-letters/${letter.eventId}/discard`, 'POST', '{"reason":"..."}'), { on: name })),
    element('details', { open: Boolean(detail), ontoggle: event => toggle(event.target.open, key) },
      element('summary', {}, `Details of ${short(letter.eventId)}`), detail ? detailOf(detail) : element('p', {}, '…')));
}

/** A redrive resets the attempts. */
function attemptsOf({ attempts, state, parkedAt }) {
  const since = ago(parkedAt);
  return attempts ? `${attempts} attempts, the first ${since} ago` : state === 'WAITING' ? `has waited for ${since}` : `redriven, first failed ${since} ago`;
}

async function toggle(isOpen, key) {
  if (isOpen === opened.has(key)) {
    return;
  }
  if (isOpen) {
    await refreshDetail(key);
  } else {
    opened.delete(key);
  }
  load();
}

function detailOf({ letter, payload }) {
  const facts = [`from ${letter.origin}`, `${letter.state === 'WAITING' ? 'waits since' : 'first attempt at'} ${new Date(letter.failedAt).toLocaleTimeString()}`, letter.position ? `position ${letter.position}` : null,
    letter.waitsBehind ? `waits behind ${short(letter.waitsBehind)}` : null, `${letter.waiting} wait behind it`].filter(Boolean);
  return element('div', {}, element('p', { class: 'hint' }, facts.join(' · ')), element('pre', { tabIndex: 0, 'aria-label': 'Payload' }, payload ? JSON.stringify(payload, null, 2) : 'no readable payload'));
}

function countDown() {
  document.querySelectorAll('[data-next]').forEach(each => {
    const seconds = Math.round((Date.parse(each.dataset.next) - Date.now()) / 1000);
    each.textContent = seconds > 0 ? `next attempt in ${seconds} s` : 'next attempt now';
  });
}
