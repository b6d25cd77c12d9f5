// The swimlane of one aggregate: each event from its store through the topic to each effect, with milliseconds.

import { element, milliseconds, say, short, soon, svg, withoutVersion } from './dom.js';
import { get } from './api.js';
import { emit, on, store } from './store.js';

const ROW = 36;
const LEFT = 84;
const HEAD = 34;
const MOST_EVENTS = 12;
const TRACES_MILLIS = 3_000;
const OPERATED = { REDRIVEN: 'redriven', DISCARDED: 'discarded' };

let subject;
let request = 0;
let shownTraces = 0;
let places = new Map();

export function start() {
  const refresh = soon(load, 400);
  on('chosen', chosen => {
    subject = chosen;
    places = new Map();
    load();
  });
  on('step', step => {
    if (subject && step.subject === subject) {
      refresh();
    }
  });
  if (store.config.canBreak) {
    setInterval(() => refreshTraces(refresh), TRACES_MILLIS);
  }
  document.getElementById('find').addEventListener('submit', event => {
    event.preventDefault();
    find(document.getElementById('wanted').value.trim()).catch(failure => say(failure.message));
  });
}

async function find(wanted) {
  if (!wanted) {
    return;
  }
  emit('chosen', (await subjectOfEvent(wanted)) ?? (await subjectOfTrace(wanted)) ?? wanted);
  document.getElementById('lane-title').focus();
}

async function subjectOfEvent(id) {
  const trails = /^[0-9a-f-]{36}$/i.test(id) ? Object.values(await get(`events/${id}`)) : [];
  return trails.find(trail => trail.published)?.published.subject;
}

/** Of one of its events; in the shop a trace has one aggregate. */
async function subjectOfTrace(id) {
  const found = /^[0-9a-f]{32}$/i.test(id) ? Object.values(await get(`events?traceId=${id.toLowerCase()}`)) : [];
  return found.flatMap(({ items }) => items)[0]?.subject;
}

// A refund that fails at the gateway, or an e-mail that is dropped, is a log line without a step.
async function refreshTraces(refresh) {
  const traces = subject && !document.hidden ? await tracesOf(subject) : null;
  if (traces && sizeOf(traces) !== shownTraces) {
    refresh();
  }
}

const tracesOf = aggregate => get(`stack/aggregates/${encodeURIComponent(aggregate)}`).catch(() => null);

const sizeOf = ({ lines, mails }) => lines.length + mails.length;

async function load() {
  const mine = ++request;
  const found = await get(`events?subject=${encodeURIComponent(subject)}`).catch(() => ({}));
  const events = Object.entries(found).flatMap(([service, { items }]) => items.map(item => ({ service, ...item })))
    .sort((one, other) => Date.parse(one.storedAt) - Date.parse(other.storedAt)).slice(-MOST_EVENTS);
  const trails = await Promise.all(events.map(event => get(`events/${event.eventId}`).catch(() => ({}))));
  const traces = store.config.canBreak ? await tracesOf(subject) : null;
  if (mine === request) {
    shownTraces = traces ? sizeOf(traces) : 0;
    draw(events.flatMap((event, i) => stepsOf(event, trails[i], i)), traces);
    await findPlaces(events, mine);
  }
}

/** Of events that were sent while nobody watched: one after the other, because each is searched for in its topic. */
async function findPlaces(events, mine) {
  const isInKafka = ({ service, state }) => state === 'FORWARDED' && store.states[service]?.state?.transport === 'kafka';
  const missing = events.filter(event => isInKafka(event) && !places.has(event.eventId) && !placeOf(event));
  for (const { service, eventId } of missing) {
    const place = await get(`services/${service}/events/${eventId}/place`).then(found => found.place, () => null);
    places.set(eventId, place);
    if (mine !== request) {
      return;
    }
  }
  if (missing.some(event => places.get(event.eventId))) {
    load();
  }
}

const stepsSeen = event => store.steps.filter(step => step.eventId === event.eventId);

const placeOf = event => {
  const seen = stepsSeen(event);
  return (seen.find(step => step.kind === 'FORWARDED' && step.place) ?? seen.find(step => step.place))?.place ?? places.get(event.eventId);
};

/** Stored and effects are in the databases; when the event was sent and received is known of what was seen live. */
function stepsOf(event, trail, number) {
  const seen = stepsSeen(event);
  const forwarded = seen.find(step => step.kind === 'FORWARDED');
  const place = placeOf(event);
  const stored = { event, number, lane: event.service, at: Date.parse(event.storedAt), label: withoutVersion(event.type), note: event.position ? `position ${event.position}` : 'no position yet' };
  const steps = [stored];
  const isSent = event.state === 'FORWARDED';
  steps.push({ event, number, lane: event.topic ?? 'topic', at: forwarded ? Date.parse(forwarded.at) : null, from: event.service,
    label: isSent ? (place ? whereOf(place) : 'sent') : event.state.toLowerCase(), note: event.reason ?? '', bad: event.state === 'PARKED', open: !isSent });
  for (const [service, { received }] of Object.entries(trail)) {
    for (const each of received) {
      const live = seen.find(step => step.kind === 'HANDLED' && step.service === service);
      const at = live ? Date.parse(live.at) : Date.parse(each.processedAt ?? each.failedAt);
      const processed = each.state === 'PROCESSED';
      steps.push({ event, number, lane: service, at, from: event.topic, bad: !processed, label: processed ? 'effect' : each.state.toLowerCase(),
        note: processed ? milliseconds(Math.max(0, at - stored.at)) : `${each.attempts} attempts: ${each.reason}` });
    }
  }
  for (const step of seen.filter(each => OPERATED[each.kind])) {
    steps.push({ event, number, lane: step.service, at: Date.parse(step.at), label: OPERATED[step.kind], note: 'by an operator' });
  }
  const unknown = steps[1];
  if (unknown.at === null) {
    const later = steps.slice(2).filter(step => step.from).map(step => step.at);
    unknown.at = later.length ? (stored.at + Math.min(...later)) / 2 : stored.at;
    unknown.guessed = true;
  }
  return steps;
}

/** In the words of the transport: order-events-3@17 of Kafka, order-events-3 or a queue of RabbitMQ, order-events#17 of a feed. */
function whereOf(place) {
  const [, partition, offset] = place.match(/-(\d+)(?:@(\d+))?$/) ?? [];
  const [, queue] = place.match(/\.(\d+)#/) ?? [];
  const [, position] = place.match(/#(\d+)$/) ?? [];
  return offset ? `partition ${partition}, offset ${offset}` : partition ? `partition ${partition}` : queue ? `queue ${queue}` : position ? `position ${Number(position)}` : place;
}

function draw(steps, traces) {
  const region = document.getElementById('lane');
  if (!steps.length) {
    region.replaceChildren(element('p', { class: 'empty' }, `No service has an event of ${subject} among its latest.`));
    return;
  }
  steps.sort((one, other) => one.at - other.at || one.number - other.number);
  const scrolled = region.querySelector('.lane-picture')?.scrollLeft ?? 0;
  const wasOpen = new Map([...region.querySelectorAll('details')].map(each => [each.dataset.name, each.open]));
  const fold = (name, title, content) => {
    const made = element('details', { open: wasOpen.get(name) ?? (name === 'steps' && matchMedia('(max-width: 600px)').matches) }, element('summary', {}, title), content);
    made.dataset.name = name;
    return made;
  };
  const picture = element('div', { class: 'lane-picture', tabIndex: 0, role: 'group', 'aria-label': 'Swimlane, the same as the list of steps' }, drawn(steps));
  region.replaceChildren(
    element('p', {}, 'Aggregate ', element('span', { class: 'id' }, subject)),
    picture,
    fold('steps', `The ${steps.length} steps as a list`, listed(steps)),
    ...(traces ? [fold('lines', `The ${traces.lines.length} log lines`, logged(traces.lines)), fold('mails', `The ${traces.mails.length} e-mails`, mailed(traces.mails))] : []));
  picture.scrollLeft = scrolled;
}

function lanesOf(steps) {
  const services = Object.keys(store.config.services).filter(name => steps.some(step => step.lane === name));
  const lanes = [];
  for (const service of services) {
    lanes.push(service);
    const topic = store.states[service]?.state?.publishing?.topic;
    if (topic && steps.some(step => step.lane === topic)) {
      lanes.push(topic);
    }
  }
  steps.forEach(step => lanes.includes(step.lane) || lanes.push(step.lane));
  return lanes;
}

function drawn(steps) {
  const lanes = lanesOf(steps);
  const width = 1180;
  const x = name => LEFT + (width - LEFT) * (lanes.indexOf(name) + .5) / lanes.length;
  const y = i => HEAD + 24 + i * ROW;
  const height = y(steps.length);
  const first = steps[0].at;
  const points = new Map();
  const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
  lanes.forEach(name => picture.append(
    svg('line', { class: 'lane-line', x1: x(name), x2: x(name), y1: HEAD, y2: height - 8 }),
    words(name, { class: 'lane-head', x: x(name), y: 20 })));
  steps.forEach((step, i) => points.set(step, { x: x(step.lane), y: y(i) }));
  steps.filter(step => step.from).forEach(step => {
    const source = steps.find(other => other.event === step.event && other.lane === step.from);
    const [from, to] = [points.get(source), points.get(step)];
    if (from && to) {
      picture.append(svg('path', { class: `hop k${step.number % 5}`, d: `M${from.x},${from.y} C${(from.x + to.x) / 2},${from.y} ${(from.x + to.x) / 2},${to.y} ${to.x},${to.y}` }));
    }
  });
  steps.forEach((step, i) => {
    const point = points.get(step);
    picture.append(
      words(step.guessed ? '' : `+${milliseconds(step.at - first)}`, { class: 'lane-time', x: LEFT - 18, y: point.y + 4 }),
      svg('circle', { class: `step k${step.number % 5} ${step.bad ? 'bad' : ''} ${step.open ? 'open' : ''}`, cx: point.x, cy: point.y, r: 6 }),
      label(step, point, lanes.indexOf(step.lane), lanes));
  });
  return picture;
}

/** Beside its point; above the line if the event comes from that side. */
function label(step, { x, y }, lane, lanes) {
  const isLast = lane === lanes.length - 1;
  const comesFromThere = step.from && (isLast || lanes.indexOf(step.from) > lane);
  const note = step.note.length > 34 ? `${step.note.slice(0, 33)}…` : step.note;
  const made = svg('text', { class: 'step-label', x: isLast ? x - 12 : x + 12, y: comesFromThere ? y - 9 : y + 4, 'text-anchor': isLast ? 'end' : 'start' });
  const noted = svg('tspan', { class: 'step-note' });
  noted.textContent = note ? `  ${note}` : '';
  made.append(step.label, noted);
  return made;
}

function words(content, properties) {
  const made = svg('text', properties);
  made.textContent = content;
  return made;
}

function logged(lines) {
  return element('pre', { tabIndex: 0, 'aria-label': 'Log lines of this aggregate' }, lines.map(({ source, text }) => `${source.padEnd(20)} | ${text}`).join('\n') || 'None.');
}

function mailed(mails) {
  return element('div', { class: 'scroll' }, ...mails.map(({ recipient, subject: about, text }) => element('article', { class: 'mail' },
    element('strong', {}, about), ` to ${recipient}`, element('pre', { tabIndex: 0, 'aria-label': `E-mail: ${about}` }, text))));
}

function listed(steps) {
  const first = steps[0].at;
  return element('div', { class: 'scroll' }, element('table', {},
    element('thead', {}, element('tr', {}, ...['After', 'Event', 'Where', 'Step'].map(each => element('th', { scope: 'col' }, each)))),
    element('tbody', {}, ...steps.map(step => element('tr', {},
      element('td', {}, step.guessed ? '' : milliseconds(step.at - first)),
      element('td', {}, `${withoutVersion(step.event.type)} `, element('span', { class: 'id' }, short(step.event.eventId))),
      element('td', {}, step.lane),
      element('td', {}, `${step.label === withoutVersion(step.event.type) ? 'stored' : step.label}${step.note ? `, ${step.note}` : ''}`))))));
}
