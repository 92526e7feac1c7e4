// Mapping only, with the helpers of @openfn/language-common.
alterState(
  combine(
    state => ({ ...state, people: [] }),
    each('$.data.form.siblings[*]', state => {
      state.people = (state.people || []).concat(dataValue('name')(state).toUpperCase());
      return state;
    })
  )
);
