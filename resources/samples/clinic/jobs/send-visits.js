// One message carries many home visits: each becomes one request.
alterState(state => {
  console.log('Sending the visits of', state.data.visits.length, 'children');
  return state;
});

each(
  '$.data.visits[*]',
  post('/visits', {
    body: fields(
      field('child', dataValue('child_id')),
      field('date', dataValue('visited_on')),
      field('weightKg', state => Number(state.data.weight_g) / 1000),
      field('healthWorker', dataValue('health_worker'))
    ),
  })
);
