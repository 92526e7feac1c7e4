// A cron job: it remembers how far it came in state.cursor, which the next run is given.
get(
  '/visits',
  { query: state => ({ since: state.cursor || '2026-01-01T00:00:00Z', limit: 100 }) },
  state => {
    const visits = Array.isArray(state.data.visits) ? state.data.visits : [];
    if (visits.length) state.cursor = visits[visits.length - 1].received_at;
    console.log(visits.length, 'new visits; the next run starts at', state.cursor || 'the beginning');
    state.visits = visits;
    return state;
  }
);

alterState(state => {
  delete state.response;
  return state;
});
