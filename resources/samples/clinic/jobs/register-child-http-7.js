// The same record sent with @openfn/language-http 7.
fn(state => {
  const { child } = state.data.form;
  state.record = { externalId: state.data.id, name: `${child.first_name} ${child.last_name}` };
  return state;
});

post('/children', $.record, { headers: { 'X-Source': 'sample' } });

get('/children', { query: { externalId: 'form-7001' } });
