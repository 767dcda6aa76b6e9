/*
 * The web channel, played: log in with a cookie, hand the customer over to the vendor's SDK, and
 * log out. Tokens are in this module's memory only: neither in a URL nor in any storage.
 */

const element = (id) => document.getElementById(id);

/** What the page knows of the session. The cookie itself no script can read. */
let session = null;

/** The token that the SDK was given last; it is tried again after the logout. */
let lastToken = null;

// ---------------------------------------------------------------------------------------------
// The vendor's SDK, played by the few lines of it that matter here.

const sdk = { customer: null };

/** As the vendor's script is called. It keeps the provider and asks it for a context at once. */
function ASAPP(command, options) {
  if (command !== 'setCustomer') throw new Error(`the stand-in does not know ${command}`);
  sdk.customer = options;
  return sdkAsks(false);
}

/** The SDK asks before its calls; with true if the vendor has refused the token. */
function sdkAsks(needsRefresh) {
  return sdk.customer.ContextProvider((context) => sdkHas(context), needsRefresh);
}

function sdkHas(context) {
  const token = context.Auth.Token;
  const change = lastToken === null ? 'The SDK holds its first token.'
    : token === lastToken ? 'The same token as before.' : 'A fresh token, another than before.';
  const expires = new Date(Number(context.Auth.Body.token_expiry) * 1000);
  element('token-fact').textContent = `${change} It expires at ${time(expires)}.`;
  element('context').textContent = JSON.stringify(shortened(context), null, 2);
  lastToken = token;
}

// ---------------------------------------------------------------------------------------------
// What a company's page does.

/** What the page hands to the SDK; shown in the page as it stands here. */
async function contextProvider(callback, needsRefresh) {
  const context = await call('GET', `/channels/web/context?refresh=${needsRefresh}`);
  callback(context);
}

async function handOver() {
  const CustomerId = session.customer_id;
  element('call').textContent = `ASAPP('setCustomer', {
  CustomerId: '${CustomerId}',
  ContextProvider: contextProvider
});

${contextProvider}`;
  await ASAPP('setCustomer', { CustomerId, ContextProvider: contextProvider });
}

async function logIn(form) {
  element('login-error').textContent = '';
  const answer = await call('POST', '/customer_authenticate', {
    body: new URLSearchParams(new FormData(form)),
  });
  session = { customer_id: answer.customer_id, csrf_token: answer.csrf_token };
  form.reset();
  await enter('You are logged in.');
}

async function enter(message) {
  lastToken = null;
  clearAccount();
  show('account');
  element('who').textContent = `Customer ${session.customer_id.slice(0, 10)}…`;
  say(message);
  element('handover-title').focus();
  await handOver();
  await listSessions();
}

async function askProfile() {
  const profile = await vendorsProfile(lastToken);
  const address = profile.address ?? {};
  const facts = [
    ['Name', `${profile.name.given} ${profile.name.family}`],
    ['E-mail', profile.email],
    ['Phone', profile.phone],
    ['Address', [address.street, [address.postal_code, address.city].filter(Boolean).join(' '), address.country]
      .filter(Boolean).join(', ')],
    ['Language', profile.locale],
    ['Segments', (profile.segments ?? []).join(', ')],
  ];
  element('profile').replaceChildren(...facts.filter(([, value]) => value)
    .flatMap(([name, value]) => [made('dt', name), made('dd', value)]));
  element('profile').hidden = false;
}

/** The SDK would send the token to the vendor, whose server then asks for the profile. */
function vendorsProfile(token) {
  return call('POST', '/demo/profile', {
    body: JSON.stringify({ customer_auth: token }),
    headers: { 'Content-Type': 'application/json' },
  });
}

async function listSessions() {
  const { items } = await call('GET', '/sessions');
  items.sort((a, b) => b.current - a.current || b.started_at.localeCompare(a.started_at));
  element('sessions').replaceChildren(...items.map((item) => row(
    { web: 'Web page', ios: 'iOS app', android: 'Android app' }[item.channel] ?? item.channel,
    item.current ? ['this one'] : null,
    `since ${time(new Date(item.started_at))}, ${item.mode === 'cookie' ? 'by cookie' : 'by token'}`)));
}

async function endOthers() {
  await call('POST', '/sessions:end', {
    body: JSON.stringify({ which: 'others' }),
    headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': session.csrf_token },
  });
  await listSessions();
  say('The other sessions have ended, and their tokens with them.');
}

async function logOut() {
  await call('POST', '/logout', { headers: { 'X-CSRF-Token': session.csrf_token } });
  leave();
  element('refusals').replaceChildren();
  show('ended');
  element('ended-title').focus();
}

async function tryOld() {
  const tries = [
    ['Old cookie', 'GET /session', () => call('GET', '/session')],
    ['Old token', 'POST /getprofile, by the vendor', () => vendorsProfile(lastToken)],
  ];
  const rows = [];
  for (const [name, what, attempt] of tries) rows.push(await tried(name, what, attempt));
  element('refusals').replaceChildren(...rows);
}

async function tried(name, what, attempt) {
  try {
    await attempt();
    return row(name, ['still accepted', 'bad'], what);
  } catch (failure) {
    if (failure.status !== 401) throw failure;
    const gone = failure.reason === 'customer_token_missing';
    return row(name, ['refused'], `${what}: 401 ${gone ? '(the browser has dropped it)' : failure.reason}`);
  }
}

function leave() {
  session = null;
  sdk.customer = null;
  element('who').textContent = 'Nobody is logged in';
  clearAccount();
  say('');
}

function clearAccount() {
  element('profile').hidden = true;
  for (const id of ['profile', 'sessions', 'call', 'context', 'token-fact']) element(id).replaceChildren();
}

// ---------------------------------------------------------------------------------------------
// Calling, and what may come of it.

/** An answer other than 2xx, or none (status 0). */
class Refused extends Error {
  constructor(status, reason, retryAfter) {
    super(`${status} ${reason}`);
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }
}

async function call(method, path, { body, headers = {} } = {}) {
  let response;
  try {
    response = await fetch(path, { method, body, headers, credentials: 'same-origin', cache: 'no-store' });
  } catch {
    throw new Refused(0, 'no_answer', null);
  }
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Refused(response.status, answer?.reason ?? 'unknown', response.headers.get('Retry-After'));
}

function explained(failure) {
  const soon = failure.retryAfter ? ` in ${seconds(Number(failure.retryAfter))}` : ' in a moment';
  switch (failure.status) {
    case 0: return 'The server does not answer. Is the stack running?';
    case 401: return failure.reason === 'login_failed'
      ? 'The username or password is wrong.' : 'The session has ended. Log in again.';
    case 429: return `Too many attempts. Try again${soon}.`;
    case 503: return `The service is busy or something it needs is down. Try again${soon}.`;
    default: return `That was refused: ${failure.status} ${failure.reason}.`;
  }
}

const seconds = (n) => (n === 1 ? 'one second' : `${n} seconds`);

/** Runs what a button is for, once at a time, and says what went wrong. */
async function run(button, action, failed) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    await action();
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    failed(failure);
  } finally {
    button.removeAttribute('aria-busy');
  }
}

function loginFailed(failure) {
  if (session !== null) return actionFailed(failure);
  element('login-error').textContent = explained(failure);
  const wrong = failure.status === 401;
  for (const id of ['username', 'password']) element(id).setAttribute('aria-invalid', String(wrong));
  if (wrong) element('password').select();
}

function actionFailed(failure) {
  if (failure.status === 401 && session !== null) {
    leave();
    show('login');
    element('login-title').focus();
  }
  say(explained(failure), true);
}

// ---------------------------------------------------------------------------------------------
// Showing.

function show(id) {
  for (const part of ['login', 'account', 'ended']) element(part).hidden = part !== id;
}

function say(message, bad = false) {
  const notice = element('notice');
  notice.textContent = message;
  notice.hidden = message === '';
  notice.classList.toggle('bad', bad);
}

function made(tag, text, ...classes) {
  const one = document.createElement(tag);
  one.textContent = text;
  one.classList.add(...classes);
  return one;
}

function row(name, tag, more) {
  const item = document.createElement('li');
  item.append(made('span', name, 'name'));
  if (tag !== null) item.append(made('span', tag[0], 'tag', ...tag.slice(1)));
  item.append(made('span', more, 'more'));
  return item;
}

const time = (date) => date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const short = (text) => (text.length > 28 ? `${text.slice(0, 10)}…${text.slice(-10)}` : text);

const shortened = (context) => ({ ...context, Auth: { ...context.Auth, Token: short(context.Auth.Token) } });

// ---------------------------------------------------------------------------------------------

function onClick(id, action) {
  element(id).addEventListener('click', (event) => run(event.currentTarget, action, actionFailed));
}

element('login-form').addEventListener('submit', (event) => {
  event.preventDefault();
  for (const id of ['username', 'password']) element(id).removeAttribute('aria-invalid');
  run(element('login-button'), () => logIn(event.target), loginFailed);
});
onClick('ask', () => sdkAsks(false));
onClick('refresh', () => sdkAsks(true));
onClick('ask-profile', askProfile);
onClick('list-sessions', listSessions);
onClick('end-others', endOthers);
onClick('logout', logOut);
onClick('try-old', tryOld);
onClick('again', () => {
  say('');
  lastToken = null;
  show('login');
  element('username').focus();
});

/** A page that is loaded again finds its session by the cookie. */
async function begin() {
  try {
    session = await call('GET', '/session');
    await enter('You are still logged in.');
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    const notLoggedIn = session === null;
    if (notLoggedIn) show('login');
    if (!notLoggedIn || failure.status !== 401) actionFailed(failure);
  }
}

begin();
