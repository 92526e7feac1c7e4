#!/usr/bin/env openfn
fn(state => ({ ...state, a: 1 }));
