// This job fails on purpose: twins come without "child", and the third line needs it.
alterState(state => {
  const birth = state.data.form.child.date_of_birth;
  const weeks = [6, 10, 14];
  state.doses = weeks.map(week => {
    const due = new Date(birth);
    due.setDate(due.getDate() + 7 * week);
    return { week, due: due.toISOString().slice(0, 10) };
  });
  return state;
});

post('/vaccinations', { body: state => ({ child: state.data.id, doses: state.doses }) });
