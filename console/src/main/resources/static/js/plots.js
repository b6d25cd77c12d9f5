// Rates, backlog, age and latency of the last minutes.

import uPlot from '../vendor/uPlot.js';
import { element, milliseconds, soon } from './dom.js';
import { on, store } from './store.js';

const plots = [
  { title: 'Events a second', names: ['stored', 'handled'], values: ['stored', 'handled'], show: sample => `${Math.round(sample.stored)} / ${Math.round(sample.handled)}` },
  { title: 'Backlog and lag', names: ['backlog', 'lag'], values: ['backlog', 'lag'], show: sample => `${sample.backlog} / ${sample.lag}` },
  { title: 'Age of the oldest event, s', names: ['age'], values: ['age'], show: sample => `${sample.age.toFixed(1)} s` },
  { title: 'Raised to effect, ms', names: ['p50', 'p99'], values: ['p50', 'p99'], show: () => latency() },
];

let seconds = 300;

export function start() {
  const region = document.getElementById('plots');
  plots.forEach(plot => {
    plot.value = element('div', { class: 'value' }, '–');
    plot.holder = element('div');
    region.append(element('div', {}, element('h3', {}, `${plot.title}: ${plot.names.join(', ')}`), plot.value, plot.holder));
  });
  document.querySelectorAll('.range button').forEach(button => button.addEventListener('click', () => {
    document.querySelectorAll('.range button').forEach(each => each.setAttribute('aria-pressed', String(each === button)));
    seconds = Number(button.dataset.seconds);
    draw();
  }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', rebuild);
  addEventListener('resize', soon(rebuild, 200));
  on('sample', soon(draw));
  rebuild();
}

function rebuild() {
  plots.forEach(plot => {
    plot.chart?.destroy();
    plot.chart = new uPlot(options(plot), data(plot), plot.holder);
  });
  draw();
}

function options(plot) {
  const style = getComputedStyle(document.documentElement);
  const color = name => style.getPropertyValue(name).trim();
  const axis = { stroke: color('--soft'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  const strokes = [color('--accent'), color('--topic')];
  return {
    width: Math.max(180, plot.holder.clientWidth), height: 130, cursor: { show: false }, legend: { show: false },
    scales: { y: { range: (chart, low, high) => [0, Math.max(1, (high ?? 0) * 1.1)] } },
    axes: [{ ...axis, values: (chart, times) => times.map(time => new Date(time * 1000).toTimeString().slice(0, 5)), space: 60 }, { ...axis, size: 44, space: 34 }],
    series: [{}, ...plot.values.map((name, i) => ({ stroke: strokes[i], width: 2, points: { show: false }, spanGaps: true, ...(i ? {} : { fill: `${strokes[0]}22` }) }))],
  };
}

function data(plot) {
  const since = Date.now() / 1000 - seconds;
  const shown = store.samples.filter(sample => sample.at >= since);
  return [shown.map(sample => sample.at), ...plot.values.map(name => shown.map(sample => sample[name]))];
}

function draw() {
  const last = store.samples.at(-1);
  if (document.hidden || !last) {
    return;
  }
  plots.forEach(plot => {
    plot.chart.setData(data(plot));
    plot.value.textContent = plot.show(last);
  });
  const consumers = Object.values(store.states).flatMap(each => each.state?.consumers ?? []);
  const twice = consumers.reduce((sum, each) => sum + each.duplicates, 0);
  // Only the balance has counted effects.
  const effects = store.doubled === null ? '' : `, ${store.doubled} had an effect twice`;
  document.getElementById('twice').textContent = `${twice} came twice${effects}: the inbox recognizes a duplicate by its id.`;
}

function latency() {
  const known = store.samples.findLast(sample => sample.p50 !== null);
  return known ? `${milliseconds(known.p50)} / ${milliseconds(known.p99)}` : '–';
}
