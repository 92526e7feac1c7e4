fn(state => { 'use strict'; undeclared = 1; return state; });
