// Written for OpenFn's newer runtime: helpers, constants and $ work here.
const KILO = 1000;

function mean(numbers) {
  return numbers.length ? numbers.reduce((sum, n) => sum + n, 0) / numbers.length : 0;
}

fn(state => {
  const visits = state.visits ?? [];
  state.summary = {
    visits: visits.length,
    meanWeightKg: mean(visits.map(visit => Number(visit.weight_g) / KILO)),
    villages: [...new Set(visits.map(visit => visit.village))].sort(),
  };
  return state;
});

post('/summaries', { body: $.summary }).catch((error, state) => {
  console.warn('The register did not take the summary:', error.message);
  return state;
});
