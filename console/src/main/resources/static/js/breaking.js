// Break it, and the balance: in the demo only.

import { action, element, say, short } from './dom.js';
import { get, post } from './api.js';
import { emit, store } from './store.js';

const SAID = { kill: 'killed: it comes back by itself', freeze: 'frozen: thaw it', thaw: 'running again', stop: 'stopped: start it', start: 'starting' };

/** Who can be broken without being stopped: what the button says, and what happens until it is healed. */
const FAULTS = {
  'refund-handler': ['break', 'fails for each order until you heal it', 'handles again: redrive, or wait for the retries'],
  gateway: ['answer with errors', 'answers each refund with 500 until you heal it; each is tried again with the same key', 'pays again'],
  smtp: ['drop mails', 'drops each e-mail until you heal it; each is sent again', 'takes e-mails again'] };

let counting = 0;

export async function start() {
  if (!store.config.canBreak) {
    return;
  }
  document.getElementById('breaking-region').hidden = false;
  document.getElementById('balance-region').hidden = false;
  await refresh();
  await count();
}

async function refresh() {
  drawParts(await get('stack/parts').catch(() => []));
}

function drawParts(parts) {
  const here = location.origin;
  document.getElementById('breaking').replaceChildren(element('div', { class: 'scroll' }, element('table', { class: 'parts' },
    element('thead', {}, element('tr', {}, ...['Part', 'State', 'Break'].map(each => element('th', { scope: 'col' }, each)))),
    element('tbody', {}, ...parts.map(part => element('tr', {},
      element('td', {}, part.name),
      element('td', {}, element('span', { class: `chip ${part.state === 'running' ? 'ok' : 'bad'}` }, part.state)),
      element('td', {}, element('div', { class: 'row' }, ...part.actions.filter(each => isUseful(each, part.state)).map(each => button(part, each, here)),
        part.name === 'refund-handler' && part.state === 'running' && store.config.demo ? buttonForOneOrder(here) : null))))))));
}

function button(part, verb, here) {
  const [fault, broken, healed] = FAULTS[part.name] ?? [];
  return action(verb === 'break' ? fault : verb, async () => {
    drawParts(await post(`stack/parts/${part.name}/${verb}`));
    say(`${part.name} ${{ ...SAID, break: broken, heal: healed }[verb]}.`);
    follow();
  }, `curl -X POST -H 'X-Console: yes' ${here}/api/stack/parts/${part.name}/${verb}`, { on: part.name });
}

/** Places an order, breaks the handler for it alone, and cancels the order: one dead letter, while all other orders go on. */
function buttonForOneOrder(here) {
  const curl = path => `curl -X POST -H 'X-Console: yes' '${here}/api/${path}'`;
  return action('break for one order', async () => {
    const { orderId } = await post('demo/place');
    drawParts(await post(`stack/parts/refund-handler/break?order=${orderId}`));
    await post(`demo/cancel?orderId=${orderId}`);
    say(`The handler fails for order ${short(orderId)} only, until you heal it. All other orders go on.`);
    emit('chosen', orderId);
    follow();
  }, `${curl('demo/place')}\n${curl('stack/parts/refund-handler/break?order=$ORDER')}\n${curl('demo/cancel?orderId=$ORDER')}`, { on: 'refund-handler' });
}

function isUseful(verb, state) {
  return { thaw: state === 'frozen', start: state === 'stopped', heal: state.startsWith('broken'), freeze: state === 'running', kill: state === 'running', break: state === 'running', stop: state !== 'stopped' }[verb];
}

/** Counts until everything has arrived, for at least ten seconds and at most two minutes. */
async function follow() {
  const mine = ++counting;
  let isEven = false;
  for (let i = 0; i < 60 && mine === counting && !(isEven && i > 5); i++) {
    await new Promise(resolve => setTimeout(resolve, 2_000));
    isEven = await count();
  }
}

async function count() {
  const region = document.getElementById('balance');
  let balance;
  try {
    balance = await get('stack/balance');
  } catch (failure) {
    balance = null;
  }
  store.doubled = balance?.doubled ?? null;
  const button = action('Count now', count, `curl ${location.origin}/api/stack/balance`);
  const isFocused = region.contains(document.activeElement);
  region.replaceChildren(balance ? summary(balance) : element('p', { class: 'empty' }, 'The database does not answer: nothing can be counted.'), button);
  if (isFocused) {
    region.querySelector('button').focus();
  }
  return balance?.lost === 0 && balance.doubled === 0;
}

function summary({ lines, lost, doubled, uncounted }) {
  return element('div', {},
    element('div', { class: 'scroll' }, element('table', {},
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'Must agree'), element('th', { scope: 'col', class: 'number' }, 'here'), element('th', { scope: 'col', class: 'number' }, 'there'))),
      element('tbody', {}, ...lines.map(line => element('tr', {},
        element('td', {}, line.what), element('td', { class: 'number' }, String(line.expected)),
        element('td', { class: line.expected === line.actual ? 'number' : 'number off' }, String(line.actual))))))),
    uncounted.length ? element('p', { class: 'hint' }, `The broker does not answer: ${uncounted.join(' and ')} not counted.`) : null,
    element('p', { class: 'total' }, element('span', { class: lost ? 'bad' : 'good' }, lost ? `${lost} on the way or lost` : 'lost 0'), ' · ', element('span', { class: doubled ? 'bad' : 'good' }, `doubled ${doubled}`)));
}
