// The latest aggregates; in the shop with the status of each order, its refund and its e-mails.

import { ago, element, short, soon, withoutVersion } from './dom.js';
import { get } from './api.js';
import { emit, on, store } from './store.js';

const SHOWN = 40;

let orders = new Map();
let chosen;

export function start() {
  const redraw = soon(draw, 150);
  const refresh = soon(refreshOrders, 600);
  on('step', () => { redraw(); refresh(); });
  on('chosen', subject => { chosen = subject; redraw(); });
  setInterval(() => { redraw(); if (isUnsettled()) refreshOrders(); }, 5_000);
  refreshOrders();
  draw();
}

// A refund that is tried again, and an e-mail that is sent again, cause no step until they succeed; the e-mail not even then.
function isUnsettled() {
  return [...orders.values()].some(({ order, mails, expectedMails }) => mails < expectedMails || order.refundStatus === 'PENDING');
}

async function refreshOrders() {
  if (!store.config.demo) {
    return;
  }
  try {
    orders = new Map((await get('demo/orders')).map(each => [each.order.orderId, each]));
    draw();
  } catch {
    // A service is down: the last answer stays.
  }
}

function draw() {
  const list = document.getElementById('aggregates');
  const latest = [...store.aggregates.values()].reverse().slice(0, SHOWN);
  for (const { order } of orders.values()) {
    if (latest.length < SHOWN && !store.aggregates.has(order.orderId)) {
      latest.push({ subject: order.orderId, type: 'order', at: order.canceledAt ?? order.placedAt, kind: '' });
    }
  }
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.subject : null;
  list.replaceChildren(...(latest.length ? latest.map(row) : [element('li', { class: 'empty' }, 'No event yet.')]));
  if (focused) {
    list.querySelector(`[data-subject="${CSS.escape(focused)}"]`)?.focus();
  }
}

function row(aggregate) {
  const known = orders.get(aggregate.subject);
  const bad = ['FAILED', 'WAITING'].includes(aggregate.kind);
  const button = element('button', { type: 'button', 'aria-pressed': String(aggregate.subject === chosen), onclick: () => emit('chosen', aggregate.subject) },
    element('span', { class: 'id' }, short(aggregate.subject)),
    element('span', { class: 'what' }, withoutVersion(aggregate.type)),
    element('span', { class: 'when' }, ago(aggregate.at)),
    element('span', { class: 'marks', style: 'grid-column: 1 / -1; justify-content: flex-start' },
      ...(bad ? [mark(aggregate.kind.toLowerCase(), 'bad')] : []),
      ...(known ? marks(known) : [])));
  button.dataset.subject = aggregate.subject;
  return element('li', {}, button);
}

function marks({ order, mails, expectedMails }) {
  const refund = { NONE: null, PENDING: ['refund pending', 'warn'], COMPLETED: ['refunded', 'ok'], REJECTED: ['refund rejected', 'bad'] }[order.refundStatus];
  return [
    mark(order.status.toLowerCase(), 'plain'),
    refund && mark(...refund),
    mark(`mails ${mails} of ${expectedMails}`, mails === expectedMails ? 'ok' : 'warn'),
    mark(`${order.total.amount.toLocaleString('en')} ${order.total.currency}`, 'plain')].filter(Boolean);
}

const mark = (text, level) => element('span', { class: `chip ${level}` }, text);
