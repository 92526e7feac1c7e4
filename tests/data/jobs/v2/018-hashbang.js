#!/usr/bin/env openfn
fn(s => s);
