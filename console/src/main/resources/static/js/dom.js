// Small helpers: elements, short texts, the message at the bottom, and actions with their curl.

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  set(made, properties);
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

export function svg(name, properties = {}, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  Object.entries(properties).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function set(made, properties) {
  Object.entries(properties).forEach(([key, value]) => {
    if (key === 'class') {
      made.className = value;
    } else if (key.startsWith('on')) {
      made.addEventListener(key.slice(2), value);
    } else if (key in made && !key.startsWith('aria')) {
      made[key] = value;
    } else {
      made.setAttribute(key, value);
    }
  });
}

/** The end of an id says which one it is; ids of the same minute begin alike. */
export const short = id => (id && id.length > 10 ? `…${id.slice(-8)}` : id ?? '');

export const withoutVersion = type => type.replace(/\.v\d+$/, '');

export function ago(time) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  return seconds < 60 ? `${seconds} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 3600)} h`;
}

export function milliseconds(value) {
  return value < 10 ? `${value.toFixed(1)} ms` : value < 10_000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
}

let hiding;

export function say(text) {
  const message = document.getElementById('message');
  message.textContent = text;
  clearTimeout(hiding);
  hiding = setTimeout(() => { message.textContent = ''; }, 12_000);
}

/** A button, and beside it the curl that does the same. Its name begins with what it shows, and goes on with what it acts on. */
export function action(label, perform, curl, { main = false, on = '' } = {}) {
  const description = on ? `${label}: ${on}` : label;
  const button = element('button', { type: 'button', class: main ? 'main' : '', 'aria-label': description, onclick: async () => {
    button.disabled = true;
    try {
      await perform();
    } catch (failure) {
      say(`${description}: ${failure.message}`);
    } finally {
      button.disabled = false;
    }
  } }, label);
  const copy = element('button', {
    type: 'button', class: 'curl', title: curl, 'aria-label': `curl, copy the command: ${description}`, onclick: () => {
      navigator.clipboard?.writeText(curl).catch(() => {});
      say(curl);
    },
  }, 'curl');
  return element('span', { class: 'action' }, button, copy);
}

export const operatorCurl = (url, path, method = 'POST', body) =>
  `curl -X ${method} -H "Authorization: Bearer $TOKEN"${body ? ` -H 'Content-Type: application/json' -d '${body}'` : ''} ${new URL(path, url)}`;

/** Runs the task soon, and once, however often it is called meanwhile. */
export function soon(task, delay = 0) {
  let waiting = false;
  return () => {
    if (!waiting) {
      waiting = true;
      setTimeout(() => requestAnimationFrame(() => { waiting = false; task(); }), delay);
    }
  };
}
