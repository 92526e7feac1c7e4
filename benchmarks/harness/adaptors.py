"""The adaptors that jobs are measured with."""

import json
from pathlib import Path

from benchmarks.harness.bench import Setting
from benchmarks.harness.core_peer import ADAPTOR, COMMON
from openfn_studio.domain.adaptor import InstalledAdaptor

NAME = "@openfn/language-bench"
SOURCE = """// Operations to measure: one that does nothing itself, two that make many requests.
const http = require('node:http');

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

const getOnce = (url) =>
  new Promise((resolve, reject) => {
    const request = http.get(url, { agent }, (response) => {
      response.resume().on('end', resolve).on('error', reject);
    });
    request.on('error', reject);
  });

const fetchOnce = async (url) => (await fetch(url)).text();

const repeated = (send) => (urlOf, count) => async (state) => {
  for (let number = 0; number < count; number += 1) {
    await send(`${urlOf(state)}?number=${number}`);
  }
  return state;
};

exports.execute = (...operations) => (state) =>
  operations.reduce((before, operation) => before.then(operation), Promise.resolve(state));
exports.fn = (change) => (state) => change(state);
exports.getAll = repeated(getOnce);
exports.fetchAll = repeated(fetchOnce);
"""


def common(setting: Setting) -> InstalledAdaptor:
    """Return the adaptor both sides run with, or one of our own when the peer is not there."""
    if setting.peer:
        return InstalledAdaptor(ADAPTOR, COMMON, setting.peer.adaptor)
    return measured(setting)


def measured(setting: Setting) -> InstalledAdaptor:
    """Write and return an adaptor with ``fn``, ``getAll`` and ``fetchAll``.

    ``getAll(state => url, count)`` uses ``node:http`` with one kept connection, ``fetchAll`` fetch.
    """
    folder = Path(setting.scratch) / "adaptor"
    folder.mkdir(exist_ok=True)
    package = {"name": NAME, "version": "1.0.0", "main": "index.js"}
    (folder / "package.json").write_text(json.dumps(package), encoding="utf-8")
    (folder / "index.js").write_text(SOURCE, encoding="utf-8")
    return InstalledAdaptor(NAME, "1.0.0", folder)
