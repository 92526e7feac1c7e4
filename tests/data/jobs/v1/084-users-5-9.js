const base = mk('u');
let n = 1;
function helper(x) { return trim(x); }
if (n > 5) { post('never'); }
alterState(state => { n = helper(n); return state; });
get(base, state.data.id);
