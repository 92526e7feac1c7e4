// The same record sent with @openfn/language-http 3.1.5, 4.0.0 or 6.4.3.
alterState(state => {
  const { child } = state.data.form;
  state.record = { externalId: state.data.id, name: `${child.first_name} ${child.last_name}` };
  return state;
});

post('/children', {
  body: state => state.record,
  headers: { 'Content-Type': 'application/json', 'X-Source': 'sample' },
});

get('/children', { query: { externalId: 'form-7001' } });
