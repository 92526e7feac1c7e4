// A form about a newborn becomes a record in the clinic's register.
alterState(state => {
  const { child, mother } = state.data.form;
  state.record = {
    externalId: state.data.id,
    name: `${child.first_name} ${child.last_name}`.trim(),
    sex: child.sex === '1' ? 'female' : 'male',
    bornOn: child.date_of_birth,
    weightKg: Number(child.weight_g) / 1000,
    mother: { name: mother.name, phone: mother.phone.replace(/\s+/g, '') },
    village: state.data.form['location/village'],
  };
  console.log('Registering', state.record.name, 'of', state.record.village);
  return state;
});

post('/children', {
  body: state => state.record,
  headers: { 'Content-Type': 'application/json' },
});

get('/children', { query: state => ({ externalId: state.record.externalId }) });

alterState(state => {
  state.registered = true;
  return state;
});
