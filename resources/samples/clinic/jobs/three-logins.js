// The same API asked three times: with Basic, Bearer and Digest authentication.
get('/basic', { authentication: state => ({ ...state.configuration, authType: 'basic' }) });
get('/bearer', { authentication: state => ({ ...state.configuration, authType: 'bearer' }) });
get('/digest', { authentication: state => ({ ...state.configuration, authType: 'digest' }) });

alterState(state => {
  console.log('All three logins were accepted');
  return state;
});
