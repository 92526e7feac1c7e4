// From OpenFn's documentation: asks the platform's v1 API for jobs, then creates one.
request({
  method: 'get',
  path: 'jobs',
  params: {
    project_id: 490,
  },
});

request({
  method: 'post',
  path: 'jobs',
  data: {
    trigger_id: 1,
    expression: 'steps()',
  },
}, state => {
  console.log('Job created successfully!');
  return state;
});
