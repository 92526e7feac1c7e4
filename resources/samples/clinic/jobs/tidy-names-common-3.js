// The same with @openfn/language-common 2 or 3, where http.post takes the address and the data apart.
fn(state => ({ ...state, people: [] }));

each(
  '$.data.form.siblings[*]',
  fn(state => {
    state.people.push({ name: state.data.name.toUpperCase(), index: state.index });
    return state;
  })
);

http.post(
  state => `${state.configuration.baseUrl}/people`,
  state => ({ people: state.people }),
  { query: { form: 'form-7001' }, headers: { 'X-Source': 'sample' }, parseAs: 'json' }
);
