// A catch job: it gets the failed run's first state, and its log as state.error.
alterState(state => {
  const reasons = [];
  for (const line of state.error) {
    if (String(line).includes('TypeError')) reasons.push(String(line));
  }
  state.notice = `Planning failed for message ${state.data.id}: ${reasons.join('; ')}`;
  console.log(state.notice);
  return state;
});

post('https://chat.clinic.example/notices', { body: state => ({ text: state.notice }) });
