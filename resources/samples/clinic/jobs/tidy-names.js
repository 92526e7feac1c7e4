// Mapping and one request with the helpers of @openfn/language-common 1.
alterState(state => ({ ...state, people: [] }));

each(
  '$.data.form.siblings[*]',
  alterState(state => {
    state.people.push({ name: state.data.name.toUpperCase(), index: state.index });
    return state;
  })
);

// In version 1, http.post gives the response instead of a state: keep the state ourselves.
alterState(state =>
  http
    .post({
      url: `${state.configuration.baseUrl}/people`,
      params: { form: 'form-7001' },
      data: { people: state.people },
      headers: { 'X-Source': 'sample' },
    })(state)
    .then(response => ({ ...state, answered: response.status }))
);
