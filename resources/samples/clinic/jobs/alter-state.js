// From OpenFn's documentation (release 1.3.0): alterState takes a function of the state.
alterState(state => {
  state.data.fullName = [state.data.form.child.first_name, state.data.form.child.last_name].join(' ');
  return state;
});
