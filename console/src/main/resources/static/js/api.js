// Calls the console's server. Whatever changes something bears a header that a page of another origin cannot send.

export async function get(path) {
  return answer(await fetch(`api/${path}`));
}

export async function post(path, body) {
  const headers = { 'X-Console': 'yes' };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  return answer(await fetch(`api/${path}`, { method: 'POST', headers, body: body && JSON.stringify(body) }));
}

async function answer(response) {
  const text = await response.text();
  const body = text ? JSON.parse(text) : null;
  if (!response.ok) {
    throw new Error(body?.detail ?? body?.message ?? `The console answered ${response.status}.`);
  }
  return body;
}
