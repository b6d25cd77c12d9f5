// The top: what runs, in which state, and the buttons of the demo.

import { action, element, operatorCurl, say, short, soon } from './dom.js';
import { post } from './api.js';
import { condition, on, store } from './store.js';

const BODY = '{"customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},"lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],"currency":"KRW"}';

export function start() {
  const { services, links, demo } = store.config;
  document.getElementById('links').append(
    ...Object.entries(services).map(([name, url]) => element('a', { href: new URL('/swagger-ui.html', url), title: `Swagger UI of ${name}` }, name.replace('-service', ' API'))),
    ...links.filter(Boolean).map(link => {
      const [name, ...url] = link.split('=');
      return element('a', { href: url.join('=') }, name);
    }));
  if (demo) {
    showDemo(services);
  }
  on('state', soon(draw));
  draw();
}

function showDemo(services) {
  const orders = services['order-service'];
  const place = `curl ${new URL('/orders', orders)} -H 'Content-Type: application/json' -d '${BODY}'`;
  const cancel = `curl ${orders}/orders/$ORDER/cancellation -H 'Content-Type: application/json' -d '{"reason":"changed my mind"}'`;
  const region = document.getElementById('demo');
  region.hidden = false;
  region.append(
    action('Place', async () => say(`Order ${short((await post('demo/place')).orderId)} placed.`), place, { main: true, on: 'an order' }),
    action('Place and cancel', async () => say(`Order ${short((await post('demo/place-and-cancel')).orderId)} placed and canceled.`), `${place}\n${cancel}`,
      { on: 'an order' }),
    action('Over the limit', async () => say(`Order ${short((await post('demo/over-the-limit')).orderId)}: the gateway will reject its refund.`),
      `${place.replace('15000', '1500000')}\n${cancel}`, { on: 'cancel an order that the gateway refuses to refund' }),
    action('10 a second', async () => { await post('demo/load?seconds=20'); say('Ten orders a second, for 20 s; every third is canceled.'); },
      `for i in $(seq 200); do ${place}; sleep 0.1; done`, { on: 'ten orders a second, for 20 seconds' }));
}

function draw() {
  const list = document.getElementById('services');
  const buttons = Object.entries(store.config.services).map(([name, url]) => {
    const { level, note } = condition(name);
    const consumer = store.states[name]?.state?.consumers?.[0];
    return element('li', {}, element('span', { class: `chip ${level}`, title: store.states[name]?.problem ?? '' }, `${name}: ${note}`), ' ', consumer && store.states[name].up ? pauseOf(name, url, consumer) : null);
  });
  const focused = list.contains(document.activeElement) ? document.activeElement.getAttribute('aria-label') : null;
  list.replaceChildren(...buttons);
  if (focused) {
    list.querySelector(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
  }
  const transport = Object.values(store.states).map(each => each.state?.transport).find(Boolean);
  const chip = document.getElementById('transport');
  chip.hidden = !transport;
  chip.className = 'chip plain';
  chip.textContent = transport ?? '';
}

function pauseOf(service, url, consumer) {
  const verb = consumer.state === 'PAUSED' ? 'resume' : 'pause';
  const label = verb === 'pause' ? 'Pause' : 'Resume';
  return action(label, async () => {
    await post(`services/${service}/consumers/${consumer.name}/${verb}`);
    say(verb === 'pause' ? `${consumer.name} takes no event until it is resumed.` : `${consumer.name} takes events again.`);
  }, operatorCurl(url, `/operator/consumers/${consumer.name}/${verb}`), { on: consumer.name });
}
