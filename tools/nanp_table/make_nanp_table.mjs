// Copyright 2026 The Millrace Authors. SPDX-License-Identifier: Apache-2.0
//
// Writes pipeline/transform/nanp_area_codes.inc: which numbers of the North
// American plan (country code 1) are in use, by area code. Run it when area
// codes have been added; the build itself never needs node.
//
//   npm install --prefix /tmp/nanp libphonenumber-js
//   node tools/nanp_table/make_nanp_table.mjs /tmp/nanp/node_modules \
//     > pipeline/transform/nanp_area_codes.inc
//
// The metadata is a regular expression per number type and country. Rather
// than translate these, the script asks them about every leading seven digits
// and writes down the answers.

import fs from 'node:fs';
import path from 'node:path';

const modules = process.argv[2] ?? 'node_modules';
const folder = path.join(modules, 'libphonenumber-js');
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name)));
const release = read('package.json');
const metadata = read('metadata.max.json');

// Places of a country's members in the metadata, format version 4.
const kPattern = 2, kLengths = 3, kLeadingDigits = 10, kTypes = 11;
if (metadata.version !== 4) throw new Error('unknown metadata format');

const regions = metadata.country_calling_codes['1'].map((name) => {
  const country = metadata.countries[name];
  const types = country[kTypes].filter((type) => type && type[0] !== '');
  const ofLength = (length) => types.filter(
      (type) => (type[1] ?? country[kLengths]).includes(length));
  const anyOf = (list) => new RegExp(
      `^(?:${list.map((type) => type[0]).join('|') || '(?!)'})$`);
  return {
    name,
    general: new RegExp(`^(?:${country[kPattern]})$`),
    long: anyOf(ofLength(10)),
    short: ofLength(7).map((type) => type[0]),
    leading: country[kLeadingDigits] &&
        new RegExp(`^(?:${country[kLeadingDigits]})`),
  };
});

// The library's rule: the first region whose leading digits match owns the
// number; a region without leading digits owns the numbers it has a type for.
function isValid(number) {
  for (const region of regions) {
    if (region.leading) {
      if (!region.leading.test(number)) continue;
      return region.general.test(number) && region.long.test(number);
    }
    if (region.general.test(number) && region.long.test(number)) return true;
  }
  return false;
}

function isValidPrefix(prefix) {
  const tails = ['000', '371', '555', '999'];
  const answers = tails.map((tail) => isValid(prefix + tail));
  if (answers.some((answer) => answer !== answers[0])) {
    throw new Error(`seven digits do not decide: ${prefix}`);
  }
  return answers[0];
}

// Seven-digit numbers are left to libphonenumber, which has this one rule.
const short = regions.flatMap((region) => region.short);
if (short.join() !== '310\\d{4}') throw new Error(`short numbers: ${short}`);

const whole = new Array(1024).fill(false);
const ranges = [];
for (let area = 200; area < 1000; ++area) {
  const valid = [];
  for (let rest = 0; rest < 10000; ++rest) {
    valid.push(isValidPrefix(`${area}${String(rest).padStart(4, '0')}`));
  }
  whole[area] = valid.slice(2000).every((answer) => answer);
  for (let rest = 0; rest < 10000; ++rest) {
    if (!valid[rest] || (whole[area] && rest >= 2000)) continue;
    const prefix = area * 10000 + rest;
    const last = ranges[ranges.length - 1];
    if (last && last[1] + 1 === prefix) last[1] = prefix;
    else ranges.push([prefix, prefix]);
  }
}

const lines = [];
function list(items, perLine) {
  for (let i = 0; i < items.length; i += perLine) {
    lines.push('    ' + items.slice(i, i + perLine).join(' '));
  }
}
const words = [];
for (let word = 0; word < 16; ++word) {
  let bits = 0n;
  for (let bit = 0; bit < 64; ++bit) {
    if (whole[word * 64 + bit]) bits |= 1n << BigInt(bit);
  }
  words.push(`0x${bits.toString(16).padStart(16, '0')},`);
}
const copyright = 'Copyright 2026 The Millrace Authors.';
const wholeCount = whole.filter((bit) => bit).length;
const today = new Date().toISOString().slice(0, 10);
lines.push(
    `// ${copyright} SPDX-License-Identifier: Apache-2.0`,
    '//',
    '// Which numbers of the North American plan are in use. Written by',
    '// tools/nanp_table/make_nanp_table.mjs: change the script, not this.',
    '//',
    `// Source:  metadata of npm libphonenumber-js ${release.version}`,
    `// Licence: ${release.license}; the metadata is that of libphonenumber,`,
    '//          Apache-2.0',
    `// Written: ${today}`,
    '',
    '// Bit n is set when every number of area code n is valid whose exchange',
    `// does not begin with 0 or 1 (${wholeCount} area codes).`,
    'constexpr uint64_t kNanpWholeAreas[16] = {');
list(words, 3);
lines.push('};', '',
    '// The valid numbers beyond these, as closed ranges of leading seven',
    '// digits in ascending order.',
    'struct NanpRange {',
    '  uint32_t first;',
    '  uint32_t last;',
    '};',
    'constexpr NanpRange kNanpRanges[] = {');
list(ranges.map(([first, last]) => `{${first}, ${last}},`), 3);
lines.push('};', '',
    '// The countries that share country code 1, two letters each.',
    'constexpr char kNanpCountries[] =');
const names = regions.map((region) => region.name).sort().join('');
for (let i = 0; i < names.length; i += 50) {
  const end = i + 50 >= names.length ? ';' : '';
  lines.push(`    "${names.slice(i, i + 50)}"${end}`);
}
process.stdout.write(lines.join('\n') + '\n');
