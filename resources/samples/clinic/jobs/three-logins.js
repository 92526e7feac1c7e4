// The same API asked three times: with Basic, Bearer and Digest authentication.
get('/basic', { authType: 'basic' });
get('/bearer', { authType: 'bearer' });
get('/digest', { authType: 'digest' });

alterState(state => {
  console.log('All three logins were accepted');
  return state;
});
