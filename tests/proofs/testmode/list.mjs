// Writes every case as JSON: its file, name and, for a way out, the kind of event it must cause.

const FILES = ['http_builtin', 'http_packages', 'ways_builtin', 'ways_packages'];

const listed = [];
for (const file of FILES) {
  const { cases, kinds } = await import(new URL(`cases/${file}.mjs`, import.meta.url));
  const kindOf = Object.entries(kinds ?? {}).flatMap(([kind, named]) =>
    Object.keys(named).map((name) => [name, kind]),
  );
  const kind = Object.fromEntries(kindOf);
  for (const name of Object.keys(cases)) listed.push({ file, name, kind: kind[name] ?? null });
}
console.log(JSON.stringify(listed));
