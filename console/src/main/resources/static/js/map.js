// The map: services and topics, drawn from what the services say they publish and subscribe. Events travel along the edges.

import { svg, soon } from './dom.js';
import { condition, on, store } from './store.js';

const STILL = matchMedia('(prefers-reduced-motion: reduce)');
const NARROW = matchMedia('(max-width: 600px)');
const MOST_TRAVELERS = 40;
const BOX = { width: 190, height: 58 };

let travelers = 0;
let shape = '';
let drawing;

export function start() {
  on('state', soon(draw, 100));
  on('step', travel);
  NARROW.addEventListener('change', draw);
  draw();
}

function graph() {
  const services = Object.keys(store.config.services);
  const topics = new Set();
  const edges = [];
  for (const service of services) {
    const state = store.states[service]?.state;
    if (state?.publishing) {
      const { topic, backlog } = state.publishing;
      topics.add(topic);
      edges.push({ id: `${service}>${topic}`, from: service, to: topic, depth: backlog, word: 'backlog' });
    }
    for (const consumer of state?.consumers ?? []) {
      for (const topic of consumer.topics) {
        topics.add(topic);
        edges.push({ id: `${topic}>${service}`, from: topic, to: service, depth: lag(consumer, topic), word: 'lag' });
      }
    }
  }
  return { services, topics: [...topics].sort(), edges };
}

/** With feeds, the publisher knows how far its readers have got. */
function lag(consumer, topic) {
  if (topic in consumer.lag) {
    return consumer.lag[topic];
  }
  return Object.values(store.states)
    .filter(each => each.state?.publishing?.topic === topic)
    .flatMap(each => each.state.publishing.readers)
    .find(reader => reader.name === consumer.name)?.lag;
}

function draw() {
  const { services, topics, edges } = graph();
  const narrow = NARROW.matches;
  const region = document.getElementById('map');
  const places = place(services, topics, narrow);
  const nextShape = JSON.stringify([services, topics, edges.map(edge => edge.id), narrow]);
  if (nextShape !== shape) {
    shape = nextShape;
    const size = narrow ? [460, 90 + 110 * Math.max(services.length, topics.length)] : [Math.max(700, services.length * 235), 330];
    drawing = svg('svg', { viewBox: `0 0 ${size[0]} ${size[1]}`, role: 'img', 'aria-labelledby': 'map-title map-text' },
      svg('desc', { id: 'map-text' }),
      svg('defs', {}, svg('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: 10, markerHeight: 10, orient: 'auto' }, svg('path', { d: 'M0,0 L8,4 L0,8 z', class: 'arrow' }))),
      ...edges.map(edge => svg('path', { id: `edge-${edge.id}`, class: 'edge', d: path(places[edge.from], places[edge.to], narrow), 'marker-end': 'url(#arrow)' })),
      ...[...services, ...topics].map(name => node(name, places[name])),
      ...edges.map(edge => svg('text', { id: `note-${edge.id}`, class: 'edge-note' })),
      svg('g', { class: 'travelers' }));
    region.replaceChildren(drawing);
    edges.forEach(edge => {
      const line = byId(`edge-${edge.id}`);
      const middle = line.getPointAtLength(line.getTotalLength() * .5);
      const note = byId(`note-${edge.id}`);
      note.setAttribute('x', middle.x);
      note.setAttribute('y', middle.y + 4);
    });
  }
  services.forEach(name => {
    const { level, note } = condition(name);
    update(name, `node ${level}`, note);
  });
  topics.forEach(name => {
    const publisher = Object.values(store.states).find(each => each.state?.publishing?.topic === name);
    update(name, 'node topic', publisher ? `${publisher.state.publishing.position.toLocaleString('en')} events` : 'publisher unknown');
  });
  edges.forEach(edge => {
    const note = byId(`note-${edge.id}`);
    note.textContent = edge.depth ? `${edge.word} ${edge.depth.toLocaleString('en')}` : '';
    note.setAttribute('class', edge.depth > 50 ? 'edge-note warn' : 'edge-note');
  });
  drawing.querySelector('#map-text').textContent = [
    ...services.map(name => `${name} is ${condition(name).note}.`),
    ...edges.map(edge => `${edge.from} to ${edge.to}: ${edge.word} ${edge.depth ?? 'unknown'}.`)].join(' ');
}

const byId = id => drawing.querySelector(`[id="${CSS.escape(id)}"]`);

function update(name, className, note) {
  const box = byId(`node-${name}`);
  box.setAttribute('class', className);
  box.querySelector('.note').textContent = note.length > 26 ? `${note.slice(0, 25)}…` : note;
}

function place(services, topics, narrow) {
  const places = {};
  const width = Math.max(700, services.length * 235);
  services.forEach((name, i) => {
    places[name] = narrow ? { x: 105, y: 50 + i * 130 } : { x: width * (i + .5) / services.length, y: 270 };
  });
  topics.forEach((name, i) => {
    places[name] = narrow ? { x: 355, y: 115 + i * 130 } : { x: width * (i + 1) / (topics.length + 1), y: 50 };
  });
  return places;
}

/** From one box to the other; the way back is another line. */
function path(from, to, narrow) {
  if (narrow) {
    const right = to.x > from.x;
    const shift = right ? -9 : 9;
    const [x1, x2] = right ? [from.x + BOX.width / 2, to.x - BOX.width / 2 + 12] : [from.x - BOX.width / 2 + 12, to.x + BOX.width / 2];
    return `M${x1},${from.y + shift} C${(x1 + x2) / 2},${from.y + shift} ${(x1 + x2) / 2},${to.y + shift} ${x2},${to.y + shift}`;
  }
  const up = to.y < from.y;
  const shift = up ? -22 : 22;
  const [y1, y2] = up ? [from.y - BOX.height / 2, to.y + BOX.height / 2] : [from.y + BOX.height / 2, to.y - BOX.height / 2];
  return `M${from.x + shift},${y1} C${from.x + shift},${(y1 + y2) / 2} ${to.x + shift},${(y1 + y2) / 2} ${to.x + shift},${y2}`;
}

function node(name, { x, y }) {
  const width = NARROW.matches ? BOX.width - 12 : BOX.width;
  return svg('g', { id: `node-${name}`, class: 'node', transform: `translate(${x},${y})` },
    svg('rect', { x: -width / 2, y: -BOX.height / 2, width, height: BOX.height, rx: 12 }),
    text(name, -4), text('', 16, 'note'));
}

function text(content, y, className = '') {
  const made = svg('text', { y, class: className });
  made.textContent = content;
  return made;
}

function edgeOf(step) {
  const state = store.states[step.service]?.state;
  if (step.kind === 'FORWARDED') {
    return state?.publishing && `${step.service}>${state.publishing.topic}`;
  }
  // Each transport has its own words for a place, and all of them contain the topic.
  const topic = step.kind === 'HANDLED' && state?.consumers.flatMap(each => each.topics).find(each => step.place?.includes(each));
  return topic && `${topic}>${step.service}`;
}

/** One dot an event; not more than some dozen at once, and none for who wants no motion. */
function travel(step) {
  const id = edgeOf(step);
  const line = id && drawing && byId(`edge-${id}`);
  if (!line || document.hidden) {
    return;
  }
  line.classList.add('flash');
  setTimeout(() => line.classList.remove('flash'), 400);
  if (STILL.matches || travelers >= MOST_TRAVELERS) {
    return;
  }
  travelers++;
  const dot = svg('circle', { class: 'traveler', r: 5 });
  drawing.querySelector('.travelers').append(dot);
  const length = line.getTotalLength();
  let begin;
  requestAnimationFrame(function move(now) {
    begin ??= now;
    const share = Math.min(1, (now - begin) / 700);
    if (share === 1 || !dot.isConnected) {
      dot.remove();
      travelers--;
      return;
    }
    const { x, y } = line.getPointAtLength(length * share);
    dot.setAttribute('cx', x);
    dot.setAttribute('cy', y);
    requestAnimationFrame(move);
  });
}
